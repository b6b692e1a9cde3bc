/**
 * What is wrong with developers' input, by code: on their pages and, in English only, in the management API and
 * error_description. field-fault.ts checks that every code has its sentence.
 */
export const faultsEn = {
  inputFaults: {
    notOneOf: (choices: string) => `This must be one of ${choices}.`,

    appName: (maximum: number) =>
      `The name must have 1 to ${maximum} characters, no control characters, and no word that mixes alphabets. Users see it when they sign in.`,
    appDescription: (maximum: number) =>
      `The description must have at most ${maximum} characters and no control characters.`,
    appsTooMany: (maximum: number) => `A developer can have at most ${maximum} apps. Delete one you no longer use.`,
    redirectUriMissing: () => 'At least one redirect URI is required.',
    redirectUrisTooMany: (maximum: number) => `Register at most ${maximum} redirect URIs.`,
    postLogoutUrisTooMany: (maximum: number) => `Register at most ${maximum} URIs.`,
    grantTypeUnknown: (known: string) => `Each must be one of ${known}.`,
    grantTypesMissing: (first: string, second: string) => `Every app has ${first} and ${second}. Include both.`,
    publicAppsUsePkce: () => 'A public app has no secret, so it always uses PKCE.',

    secretOfPublicApp: () => 'A public app has no secret; it uses PKCE.',
    secretBesideKeys: () => 'This app signs its requests with its own keys (private_key_jwt), so it has no secret.',
    secretsFull: () => 'The app already has two secrets. Remove the one you no longer use first.',
    secretIsLast: () => 'The last secret cannot be removed. Add a new one and deploy it first.',

    logoMissing: () => 'Choose a file first.',
    logoTooLarge: (kilobytes: number) =>
      `The file is larger than ${kilobytes} kB. Use a smaller image: 256 by 256 pixels is enough.`,
    logoNotPicture: () =>
      'This is not a readable PNG, WebP or JPEG image. Open it in an image editor and save it as PNG.',
    logoAnimated: () => 'The image is animated. Save a single frame of it.',
    logoSize: (width: number, height: number, minimum: number, maximum: number) =>
      `The image is ${width} by ${height} pixels. Resize it so that each side is ${minimum} to ${maximum} pixels.`,

    tokenName: (maximum: number) => `The name must have 1 to ${maximum} characters.`,
    tokensTooMany: (maximum: number) => `A developer can have at most ${maximum} tokens. Revoke one you no longer use.`,

    requestIdInvalid: () => 'This is not a request ID.',
    lineIdInvalid: () => 'This must be the ID of a log entry.',

    keysOfPublicApp: () => 'A public app cannot keep a private key, so it cannot have public keys here.',
    methodOfPublicApps: () => 'none is only for public apps. An app cannot switch between public and confidential.',
    methodNeedsKeys: () => 'private_key_jwt needs the public keys of the app. Set jwks or jwks_uri.',
    methodBesideKeys: () => 'An app with jwks or jwks_uri uses private_key_jwt and has no secret.',
    keysInTwoPlaces: () => 'Set jwks or jwks_uri, not both.',
    keysTooLong: (maximum: number) => `The keys are longer than ${maximum} characters.`,
    uriNotPublic: (setting: string) =>
      `This host is not on the public internet. This server calls such a host only if the operator lists it in ${setting} and trusts the app.`,
    uriNotHttps: (setting: string) =>
      `Use https. This server calls an http address only if the operator lists its private host in ${setting} and trusts the app.`,
    keysUriInvalid: () =>
      'This must be the https URL, without user, password or fragment, where the app publishes its public keys.',
    deviceFlowOff: (variable: string) => `The operator has turned off the device flow on this server (${variable}).`,
    pushedRequestsOff: (variable: string) =>
      `The operator has turned off pushed requests on this server (${variable}).`,
    dpopOff: (variable: string) => `The operator has turned off DPoP on this server (${variable}).`,

    fapiForServers: () => 'FAPI requires an app with a server. A public app cannot use it.',
    fapiNeedsKeys: () =>
      'FAPI requires private_key_jwt instead of a secret. Set the public keys of the app in jwks or jwks_uri.',
    fapiKeys: (algorithms: string) => `FAPI supports only ${algorithms}, and none of the keys uses one of them.`,
    fapiIdTokens: (algorithms: string) => `FAPI supports only ${algorithms}. Choose one of them.`,
    fapiWithoutDevices: () => 'FAPI does not allow the device flow. Turn off one of the two.',
    fapiNeedsHttps: () => 'FAPI requires https in every redirect URI.',

    keysNotASet: () => 'This must be a JWK Set: a JSON object with a list named keys.',
    keyNotAnObject: (position: number) => `Key ${position} is not a JSON object.`,
    keyIsPrivate: (position: number, members: string) =>
      `Key ${position} contains its private half (${members}). Anyone who has it can impersonate the app. Create a new key pair and send only the public half.`,
    kidTooLong: (position: number, maximum: number) =>
      `The kid of key ${position} is longer than ${maximum} characters.`,
    keysTooMany: (maximum: number) => `There are more than ${maximum} keys.`,
    kidTwice: (kid: string) => `Two keys have the kid ${kid}.`,
    keysUseless: (algorithms: string, leastBits: number, mostBits: number) =>
      `None of the keys can be used for ${algorithms}: RSA of ${leastBits} to ${mostBits} bits, EC on P-256, or Ed25519.`,

    uriTooLong: (maximum: number) => `The URI is longer than ${maximum} characters; shorten it.`,
    uriWhiteSpace: () => 'White space and control characters are not allowed; remove them.',
    uriNotAscii: () =>
      'Only ASCII characters are allowed; write the host in punycode (xn--...) and percent-encode the rest.',
    uriBackslash: () => 'A backslash is not allowed, since browsers read it as a slash; use /.',
    uriWildcard: () => 'Wildcards are not supported; register each redirect URI in full.',
    uriFragment: () => 'A fragment (#...) is not allowed (RFC 6749 section 3.1.2); remove it.',
    uriCharacters: () => 'The characters " < > ^ ` { | } are not allowed in a URI; percent-encode them.',
    uriEmptyQuery: () => 'The query is empty; remove the question mark at the end.',
    uriPercent: () => 'A percent sign must be followed by two hexadecimal digits; write %25 for the sign itself.',
    uriPercentControl: () => 'Percent-encoded control characters are not allowed; remove them.',
    uriNotAbsolute: () => 'This is not an absolute URI; write it in full, such as https://app.example/oauth/callback.',
    uriHttp: () => 'http is allowed on localhost, 127.0.0.1 and [::1] only; use https for every other host.',
    uriSchemeReserved: (scheme: string) =>
      `The scheme ${scheme}: cannot receive a redirect; use https, or a scheme that belongs to your app alone.`,
    uriSchemeOfPublicApps: (scheme: string) =>
      `The scheme ${scheme}: is allowed for public apps only; register the app as public, or use https.`,
    uriSchemeSlash: (scheme: string) => `A slash must follow the scheme; write ${scheme}:/callback or the like.`,
    uriUser: () => 'User information (user@) is not allowed before the host; remove it.',
    uriHostDots: () => 'The host has a dot at its start or end, or two in a row; remove it.',
    uriHostCharacters: () => 'The host may have letters, digits, hyphens and dots only; correct it.',
    uriSlashes: () => 'The path has two slashes in a row; leave one.',
    uriDotSegment: () => 'The path has a . or .. segment; write the path that it leads to.',
    uriResponseParameter: (name: string) =>
      `The query has the parameter ${name}, which the response itself sets; remove or rename it.`,
    uriNotCanonical: (canonical: string) => `The URI is not in its canonical form; write ${canonical}`,
    uriOurs: () => 'This is an address of this server, where no app receives answers; register the app’s own.',

    hintScheme: () =>
      'Another program can claim this scheme too; a reversed domain name of yours (com.example.app:) is safer.',
    hintLoopback: () =>
      'localhost, 127.0.0.1 and [::1] are three different hosts here; your app must send the one you register.',
    hintPrivateHost: () => 'This host is private or reserved; users outside your network cannot reach it.',
    hintHostWithoutDot: () => 'This host has no dot; users outside your network cannot reach it.',
    hintPage: () => 'This looks like a page; point it at the endpoint of your server that handles the callback.',
    hintSlash: () => 'The URI ends in a slash; your app must send that slash too.',

    resourceTooLong: (maximum: number) => `The identifier is longer than ${maximum} characters.`,
    resourceNotAbsolute: () => 'The identifier must be an absolute URI, such as https://mcp.example.com/mcp.',
    resourceHttp: () => 'http is allowed on localhost, 127.0.0.1 and [::1] only; use https.',
    resourceNotHttps: () => 'The identifier must be an https URI.',
    resourceFragment: () => 'The identifier cannot have a fragment (#); remove it.',
    resourceUser: () => 'The identifier cannot contain a user before the host.',
    resourceOurs: () => 'This is an address of this server, which every app may request already.',
    resourceNotCanonical: (canonical: string) => `The identifier is not in its canonical form; write ${canonical}`,
    resourceTaken: () => 'A resource with this identifier is already registered.',
    resourceRemoved: () =>
      'This identifier belonged to a resource that was removed. Only its developer can register it again, or an operator with `octroi resource add`.',
    resourceStillAllowed: () =>
      'The resource with this identifier was removed a short while ago, and is still being withdrawn from its users. Try again later.',
    resourceIsClient: () => 'This identifier is the client_id of an app.',
    resourcesTooMany: (maximum: number) =>
      `A developer can have at most ${maximum} resources, counting those that were removed.`,
    resourceName: (maximum: number) => `The name must have 1 to ${maximum} characters and no control characters.`,
    scopeName: (name: string, maximum: number) =>
      `${name || 'A scope'}: a scope name must have 1 to ${maximum} ASCII characters, without spaces, quotes or backslashes, and must not be one of this server's own.`,
    scopeDescription: (name: string, maximum: number) =>
      `${name || 'A scope'}: say what it allows, in 1 to ${maximum} characters. Users read it before they allow it.`,
    scopeTwice: () => 'A scope is named twice.',
    scopesTooMany: (maximum: number) => `Register at most ${maximum} scopes.`,

    notText: (maximum: number) => `This must be text of at most ${maximum} characters.`,
    notWebAddress: () => 'This must be an http or https URL.',
    notTexts: () => 'This must be an array of strings.',
    notFlag: () => 'This must be true or false.',
    notObject: () => 'This must be a JSON object.',
    notNaming: (choices: string) => `This must be an array that names ${choices}.`,
    methodStays: (method: string) =>
      `This app was registered with ${method}. To authenticate in another way, register another app.`,

    documentWrong: () => 'The client_id is the address of a document that describes the app.',
    documentAway: () => 'The document at the client_id cannot be read right now.',
    documentUrl: (maximum: number) => `It must be a URL of at most ${maximum} characters.`,
    documentNotHttps: () => 'It must be an https URL.',
    documentUser: () => 'It must not contain a user name or password.',
    documentFragment: () => 'It must not have a fragment.',
    documentNotCanonical: (canonical: string) => `It must be in canonical form: ${canonical}`,
    documentPath: () => 'It must have a path.',
    documentNotObject: () => 'It must hold a JSON object.',
    documentClientId: () => 'Its client_id must be exactly this URL.',
    documentSecret: (member: string) => `It must not contain ${member}, because anyone can read it.`,
    documentMethod: () =>
      'Its token_endpoint_auth_method must be none or private_key_jwt, because there is no shared secret.',
    documentStatus: (status: number) => `Its server answered with status ${status}.`,
    documentStatusNot200: (status: number) => `Its server answered with status ${status} instead of 200.`,
    documentType: () => 'Its content type must be application/json.',
    documentTooLong: (bytes: number) => `It is longer than ${bytes} bytes.`,
    documentUnreachable: () =>
      'It could not be fetched. Its server must be on the public internet and answer over https.',
    documentsTooOften: () => 'Too many app documents are being requested right now. Try again shortly.',
  },
};

export type FaultMessages = typeof faultsEn;
