interface OAuthErrorEntry {
  /** HTTP status when the error is not sent by redirect. */
  readonly status: number;
  /** What happened, for the developer of the app. */
  readonly meaning: string;
  /** What the developer should do. */
  readonly remedy: string;
  /** Where the code is defined. */
  readonly source: string;
}

/** Documents each code; `error_uri` links to the page generated from it. */
export const OAUTH_ERRORS = {
  invalid_request: {
    status: 400,
    meaning: 'The request is missing a parameter, repeats one, or contains an invalid value.',
    remedy: 'Correct the parameter named in error_description. Retrying the same request will not help.',
    source: 'RFC 6749 section 5.2',
  },
  invalid_client: {
    status: 401,
    meaning: 'The app is unknown, or its credentials are missing or wrong.',
    remedy:
      'Check client_id and client_secret for missing characters and extra spaces. If you lost the secret, create a second one in the console, deploy it, and then delete the first. Programs that send no secret, such as many device-flow libraries, need a public app.',
    source: 'RFC 6749 section 5.2',
  },
  invalid_grant: {
    status: 400,
    meaning:
      'The code or refresh token is unknown, expired, used, revoked or issued to another app, or redirect_uri or code_verifier does not match the authorization request.',
    remedy:
      'Send the user through authorization again. If this happens on every sign-in, compare the redirect_uri of both requests and make sure that each code is sent only once.',
    source: 'RFC 6749 section 5.2',
  },
  unauthorized_client: {
    status: 400,
    meaning: 'The app is known but may not use this grant type or response type.',
    remedy: 'Use a grant type that the app allows, or change its settings in the console.',
    source: 'RFC 6749 sections 4.1.2.1 and 5.2',
  },
  unsupported_grant_type: {
    status: 400,
    meaning: 'This server does not support the grant_type.',
    remedy:
      'Use one from grant_types_supported in the discovery document, such as authorization_code or refresh_token.',
    source: 'RFC 6749 section 5.2',
  },
  unsupported_response_type: {
    status: 400,
    meaning: 'This server does not support the response_type.',
    remedy: 'Send response_type=code. Tokens are never returned in a redirect.',
    source: 'RFC 6749 section 4.1.2.1',
  },
  invalid_scope: {
    status: 400,
    meaning: 'The scope is malformed, unknown, or wider than what was granted.',
    remedy:
      'Request scopes from scopes_supported, separated by spaces. To get more than was granted, send the user through authorization again.',
    source: 'RFC 6749 sections 4.1.2.1, 5.2 and 6',
  },
  access_denied: {
    status: 400,
    meaning: 'The user or a rule of this server refused the request.',
    remedy: 'Return the user to where they were and let them try again. Do not retry automatically.',
    source: 'RFC 6749 section 4.1.2.1',
  },
  server_error: {
    status: 500,
    meaning: 'An unexpected error occurred on the server.',
    remedy: 'Try again later. If the error persists, send the operator the request id of the response.',
    source: 'RFC 6749 section 4.1.2.1',
  },
  temporarily_unavailable: {
    status: 503,
    meaning:
      'The server, or the system that holds the accounts, is temporarily unavailable. With status 429, too many requests like this one have failed. Tokens stay valid.',
    remedy: 'Keep your tokens and retry the same request after the number of seconds in Retry-After.',
    source: 'RFC 6749 section 4.1.2.1',
  },
  invalid_token: {
    status: 401,
    meaning: 'The access token is expired, revoked, malformed, or not intended for this resource.',
    remedy:
      'Refresh the token once and retry the request. If the refresh fails too, send the user through authorization.',
    source: 'RFC 6750 section 3.1',
  },
  insufficient_scope: {
    status: 403,
    meaning: 'The access token is valid, but the user did not grant the scope that this resource needs.',
    remedy: 'Send the user through authorization with the scope named in the WWW-Authenticate header.',
    source: 'RFC 6750 section 3.1',
  },
  login_required: {
    status: 400,
    meaning: 'The request does not allow a page (prompt=none), but the user is not signed in.',
    remedy: 'Repeat the authorization request without prompt=none so that the user can sign in.',
    source: 'OpenID Connect Core 1.0 section 3.1.2.6',
  },
  consent_required: {
    status: 400,
    meaning: 'The request does not allow a page (prompt=none), but the user has not allowed what it asks for yet.',
    remedy: 'Repeat the authorization request without prompt=none so that the user can decide.',
    source: 'OpenID Connect Core 1.0 section 3.1.2.6',
  },
  interaction_required: {
    status: 400,
    meaning: 'The request does not allow a page (prompt=none), but the user has to do something.',
    remedy: 'Repeat the authorization request without prompt=none.',
    source: 'OpenID Connect Core 1.0 section 3.1.2.6',
  },
  invalid_target: {
    status: 400,
    meaning: 'The resource is unknown or malformed, or the app may not request tokens for it.',
    remedy:
      'Send a resource that is registered on this server, as an absolute URI without a fragment, or omit the parameter.',
    source: 'RFC 8707 section 2',
  },
  request_not_supported: {
    status: 400,
    meaning: 'The request has its parameters in a request object, which this server does not support.',
    remedy: 'Send them as ordinary parameters.',
    source: 'OpenID Connect Core 1.0 section 3.1.2.6',
  },
  request_uri_not_supported: {
    status: 400,
    meaning: 'The request has a request_uri of its own, and this server does not fetch those.',
    remedy: 'Push the parameters to the pushed_authorization_request_endpoint, or send them as ordinary parameters.',
    source: 'OpenID Connect Core 1.0 section 3.1.2.6',
  },
  registration_not_supported: {
    status: 400,
    meaning: 'The request describes its app in the registration parameter, which only self-issued providers support.',
    remedy: 'Register the app first and send its client_id.',
    source: 'OpenID Connect Core 1.0 section 3.1.2.6',
  },
  unsupported_token_type: {
    status: 400,
    meaning: 'This server cannot revoke tokens of this type.',
    remedy: 'Revoke the refresh token instead. That also revokes its access tokens.',
    source: 'RFC 7009 section 2.2.1',
  },
  authorization_pending: {
    status: 400,
    meaning: 'The user has not answered the device request yet.',
    remedy: 'Poll again after the interval that came with the device code.',
    source: 'RFC 8628 section 3.5',
  },
  slow_down: {
    status: 400,
    meaning: 'The device polls too often.',
    remedy: 'From now on, wait five seconds longer between requests.',
    source: 'RFC 8628 section 3.5',
  },
  expired_token: {
    status: 400,
    meaning: 'The device code expired before the user answered.',
    remedy: 'Request a new device code and show the user the new code.',
    source: 'RFC 8628 section 3.5',
  },
  invalid_redirect_uri: {
    status: 400,
    meaning: 'This server does not accept a redirect URI of the registration.',
    remedy:
      'Use https, http on loopback, or a private scheme for an app without a secret. Fragments and wildcards are not allowed.',
    source: 'RFC 7591 section 3.2.2',
  },
  invalid_client_metadata: {
    status: 400,
    meaning: 'A field of the registration, or of the document at the client_id, has an invalid value.',
    remedy: 'Fix the field named in error_description.',
    source: 'RFC 7591 section 3.2.2',
  },
  invalid_dpop_proof: {
    status: 400,
    meaning: 'The DPoP proof is malformed, was already used, or belongs to another request, key or token.',
    remedy:
      'Create a new proof for each request: a new jti, the current time, this method, and this URL without its query.',
    source: 'RFC 9449 section 5',
  },
  unmet_authentication_requirements: {
    status: 400,
    meaning: 'The app requires a way of signing in that this user cannot use here.',
    remedy: 'Repeat the request without the essential acr, or ask the user to set up the stronger way first.',
    source: 'OpenID Connect Unmet Authentication Requirements 1.0',
  },
} satisfies Readonly<Record<string, OAuthErrorEntry>>;

/** Every code Octroi may send as `error`. */
export type OAuthErrorCode = keyof typeof OAUTH_ERRORS;

/** Whether a code that was stored or received is one of ours. */
export const isOAuthErrorCode = (code: string): code is OAuthErrorCode => Object.hasOwn(OAUTH_ERRORS, code);

/** RFC 6749 section 5.2: error_description consists of %x20-21 / %x23-5B / %x5D-7E. */
const NOT_ALLOWED_IN_DESCRIPTION = /[^\x20-\x21\x23-\x5B\x5D-\x7E]/gu;

interface OAuthErrorOptions {
  readonly detail?: string | undefined;
  /** Overrides the status of the table. */
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** A request that fails with one of the codes above (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1). */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  /**
   * Public text. Characters that RFC 6749 forbids, among them quotes and line breaks, become '?', so echoed input
   * cannot break out of a header, a page or a query string.
   */
  readonly description: string;
  readonly status: number;
  /** Only for the operator's log; never sent. */
  readonly detail: string | undefined;
  /** For the Retry-After header. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: OAuthErrorCode, description: string, options: OAuthErrorOptions = {}) {
    const publicText = description.replace(NOT_ALLOWED_IN_DESCRIPTION, '?');
    super(`${code}: ${publicText}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.description = publicText;
    this.status = options.status ?? OAUTH_ERRORS[code].status;
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

const failing =
  (code: OAuthErrorCode) =>
  (description: string, options?: OAuthErrorOptions): OAuthError =>
    new OAuthError(code, description, options);

export const invalidClient = failing('invalid_client');

/** A suspended app: its credentials count for nothing until it resumes, and so do its tokens. */
export class AppSuspendedError extends OAuthError {
  constructor() {
    super('invalid_client', 'This app is suspended. Its developer can ask the operator of this server why.');
  }
}
export const invalidGrant = failing('invalid_grant');
export const invalidRequest = failing('invalid_request');
export const invalidScope = failing('invalid_scope');
