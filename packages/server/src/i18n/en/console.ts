/** The English sentences of the developer console. Button names here are part of the product's contract. */
export const consoleEn = {
  console: {
    home: {
      title: 'Developer console',
      apps: 'Your apps',
      newApp: 'New app',
      noApps: 'No app yet',
      noAppsDetail: 'Register one to let people sign in to it with their account here.',
      created: 'Registered',
      deleted: 'The app was deleted. Nobody can sign in with it any more.',
      hints: 'Before you go live',
    },

    becomeDeveloper: {
      title: 'Build an app',
      lead: 'Let people sign in to your app with the account they have here, see their balance, and send them to top up.',
      points: [
        'Register apps, each with its redirect URIs and secrets.',
        'Make developer tokens, so that your programs can register apps for you.',
        'Copy working requests, filled in with the values of your app.',
      ],
      submit: 'Become a developer',
      nothingChanges: 'Nothing changes about your account or your balance.',
    },

    tokens: {
      title: 'Developer tokens',
      lead: 'Your programs present one to manage your apps over the API. A token can do everything there that you can do here.',
      none: 'You have no developer token.',
      created: 'Created',
      lastUsed: 'Last used',
      neverUsed: 'Never used',
      expires: 'Expires',
      never: 'never',
      neverExpires: 'Never expires',
      expired: 'Expired',
      revoke: 'Revoke',
      revokeOf: (name: string) => `the token ${name}`,
      revoked: 'The token was revoked. Programs that use it are refused from now on.',
      newTitle: 'New token',
      name: 'Name of the token',
      nameHint: 'Where you will use it, such as “deploy script”.',
      expiry: 'Expires after',
      days: (days: number) => `${days} days`,
      submit: 'Create token',
      expiryInvalid: 'Choose one of the lifetimes.',
      createdTitle: 'Your new developer token',
      label: 'Developer token',
      use: 'Programs send it with every request:',
    },

    shownOnce: {
      copy: 'Copy it now. It is shown this once and cannot be shown again.',
      lost: 'If you lose it, make another one.',
      server: 'Keep it on your server, in an environment variable. It belongs neither in a browser nor in your code.',
      secret: 'Client secret',
      toApp: 'Continue to the app',
      toConsole: 'Back to the console',
    },

    app: {
      newTitle: 'New app',
      create: 'Create app',
      createdTitle: (name: string) => `${name} is registered`,
      createdPublic: 'The app is registered. It is public, so it has no secret.',
      createdConfidential: 'The app is registered. Its secret was shown once, on the page before.',
      settings: 'Settings',
      name: 'Name of the app',
      nameHint: 'Users see it when they sign in.',
      description: 'Description',
      descriptionHint: 'Optional. One sentence for users on what the app does.',
      redirectUris: 'Redirect URIs',
      redirectUrisHint:
        'Where users come back to, one on each line. Use https; http works on localhost only. Your app must send one of them, character for character.',
      public: 'This app has no server of its own',
      publicHint: 'A phone, desktop or single-page app cannot keep a secret, so it gets none and always uses PKCE.',
      isPublic: 'This is a public app: it has no secret and always uses PKCE.',
      requirePkce: 'Require PKCE',
      requirePkceHint:
        'Refuses sign-ins that your app did not start with a code challenge. Safer, if all your clients can.',
      allowBrowserSecret: 'Accept the secret from browsers',
      allowBrowserSecretWarning:
        'Everyone who opens such a page can read the secret and pretend to be your app. Tick this for experiments only.',
      deviceFlow: 'Let devices sign in',
      deviceFlowHint:
        'For televisions, command lines and the like: the user types a short code on another device. Leave it off if your app does not need it.',
      save: 'Save',
      saved: 'Saved.',
    },

    openId: {
      idTokenAlg: 'Algorithm of id_tokens',
      idTokenAlgHint: 'RS256 is what every OpenID Connect library understands.',
      postLogoutRedirectUris: 'Addresses after signing out',
      postLogoutRedirectUrisHint:
        'Where your app may send users once they have signed out (post_logout_redirect_uri). One on each line.',
      backchannelLogoutUri: 'Address to be told of sign-outs',
      backchannelLogoutUriHint:
        'We send a logout token there when a user signs out here (OpenID Connect Back-Channel Logout). Leave it empty for none.',
    },

    security: {
      jwks: 'Public keys (JWK Set)',
      jwksHint:
        'Instead of a secret: your app signs each request with its private key (private_key_jwt). Paste the public keys as JSON. Saving them removes the secrets.',
      jwksUri: 'Address of the public keys',
      jwksUriHint: 'Instead of pasting them: where your app publishes its JWK Set over https.',
      requirePar: 'Require pushed requests',
      requireParHint: 'Refuses sign-ins that your server did not announce to ours beforehand (PAR).',
      dpopBound: 'Bind tokens to a key',
      dpopBoundHint:
        'Whoever steals a token cannot use it without the key of your app (DPoP). Your app must send proofs.',
      fapi: 'FAPI 2.0 Security Profile',
      fapiHint:
        'The strictest rules, as banks have them: needs public keys, and turns on pushed requests, PKCE and DPoP.',
    },

    logo: {
      title: 'Logo',
      lead: 'Users see it beside the name of your app when they are asked to allow it. Without one they see the first letter.',
      endsTrust:
        'This app was checked with the logo it has. A new one ends that, until the operator checks the app again.',
      file: 'Picture',
      hint: 'PNG, WebP or JPEG, 64 kB at most, each side 16 to 1024 pixels. Square ones look best.',
      submit: 'Upload logo',
      saved: 'The logo was saved. Users see it from now on.',
      remove: 'Remove logo',
      removed: 'The logo was removed. Users see the first letter of the name.',
    },

    secrets: {
      title: 'Client secrets',
      lead: 'An app has two secrets at most. To change one without an outage, add a second, deploy it, then remove the first. The last one stays.',
      created: 'Created',
      lastUsed: 'Last used',
      neverUsed: 'Never used',
      add: 'Add secret',
      remove: 'Remove',
      removeOf: (hint: string) => `the secret that ends in ${hint}`,
      removed: 'The secret was removed. It is refused from now on.',
      full: 'There are two secrets. Remove the one you no longer use to add another.',
      createdTitle: 'Your new client secret',
      both: 'The earlier secret still works until you remove it.',
    },

    snippets: {
      title: 'Try it',
      lead: 'These requests have the values of your app filled in. What is written in capitals is for you to replace.',
      push: 'Announce the request, on your server; the answer has the request_uri',
      authorize: 'Send the user to this address',
      exchange: 'Exchange the code for tokens, on your server',
      exchangePublic: 'Exchange the code for tokens',
      refresh: 'Get new tokens, each time with the newest refresh token',
      userinfo: 'Read who the user is and what they have left',
      topup: 'Get an address where the user can top up',
      page: 'Or have all of it on a page: who is signed in, the balance and the buttons',
      pageWithBackend: 'Or have all of it on a page, with the routes of @octroi/sdk/server on your server',
      callbackPage: 'And this on the page at your redirect URI',
      publicNote: 'A public app makes a fresh code_verifier for each sign-in, and sends its SHA-256 as code_challenge.',
      otherUris: 'The first of your redirect URIs is filled in.',
    },

    deleteApp: {
      title: 'Delete this app',
      effects: [
        'Users can no longer sign in with it, and its access ends at once.',
        'Its client_id, its secrets and every token made for it stop working.',
        'The authorizations that users gave it are removed.',
      ],
      noUndo: 'This cannot be undone.',
      understand: 'I understand',
      notUnderstood: 'Tick the box to show that you understand what is lost.',
      submit: 'Delete app',
    },
  },
};

export type ConsoleMessages = typeof consoleEn;
