/** Programs rely on the English button names. */
export const consoleEn = {
  console: {
    home: {
      title: 'Developer console',
      apps: 'Your apps',
      newApp: 'New app',
      noApps: 'No apps yet',
      noAppsDetail: 'Register an app to let people sign in to it with their account here.',
      created: 'Registered',
      deleted: 'App deleted. Nobody can sign in with it any more.',
      hints: 'Before you go live',
    },

    becomeDeveloper: {
      title: 'Build an app',
      lead: 'Let people sign in to your app with their account here, see their balance, and send them to top up.',
      points: [
        'Register apps with their own redirect URIs and secrets.',
        'Create developer tokens so that your programs can register apps for you.',
        'Copy ready-to-run requests filled in with your app’s values.',
      ],
      submit: 'Become a developer',
      nothingChanges: 'Your account and your balance stay the same.',
    },

    tokens: {
      title: 'Developer tokens',
      confirm: 'Confirm it’s you to create a developer token',
      lead: 'Your programs use a developer token to manage your apps over the API: to create, change and delete apps and their secrets. A token can’t create other tokens.',
      none: 'You have no developer tokens.',
      created: 'Created',
      lastUsed: 'Last used',
      neverUsed: 'Never used',
      expires: 'Expires',
      never: 'Never',
      neverExpires: 'Never expires',
      expired: 'Expired',
      revoke: 'Revoke',
      revokeOf: (name: string) => `the token ${name}`,
      revoked:
        'Token revoked. Programs that use it no longer have access. Apps and secrets they created still work: delete any that you don’t recognise.',
      newTitle: 'New token',
      name: 'Token name',
      nameHint: 'Where you use it, such as “deploy script”.',
      expiry: 'Expires after',
      days: (days: number) => `${days} days`,
      submit: 'Create token',
      expiryInvalid: 'Choose one of the expiry periods.',
      createdTitle: 'Your new developer token',
      label: 'Developer token',
      use: 'Send it with every request:',
    },

    shownOnce: {
      copy: 'Copy it now. You won’t be able to see it again.',
      lost: 'If you lose it, create a new one.',
      server: 'Keep it on your server, in an environment variable. Never put it in a browser or in your code.',
      secret: 'Client secret',
      toApp: 'Continue to the app',
      toConsole: 'Back to the console',
    },

    app: {
      suspended: {
        operator:
          'An operator has suspended this app. Users can’t sign in to it, and its tokens and credentials don’t work until it is resumed.',
        owner_disabled:
          'This app is suspended because its owner’s account was disabled. Users can’t sign in to it, and its tokens and credentials don’t work until the account is enabled again.',
      },
      newTitle: 'New app',
      create: 'Create app',
      createdTitle: (name: string) => `${name} is registered`,
      createdPublic: 'App registered. It is public, so it has no secret.',
      createdConfidential: 'App registered. Its secret was shown once, on the previous page.',
      confirm: 'Confirm it’s you to change more than the name and description',
      settings: 'Settings',
      isPublic: 'This is a public app: it has no secret and always uses PKCE.',
      save: 'Save',
      saved: 'Saved.',
    },

    settings: {
      name: {
        label: 'App name',
        hint: 'Users see it when they sign in.',
      },
      description: {
        label: 'Description',
        hint: 'Optional. Tell users in one sentence what the app does.',
      },
      redirectUris: {
        label: 'Redirect URIs',
        hint: 'Where users return to after signing in, one per line. Use https, except on localhost, where http works too. Your app must send one of them, character for character.',
      },
      isPublic: {
        label: 'This app has no server of its own',
        hint: 'Mobile, desktop and single-page apps can’t keep a secret, so they get none and always use PKCE.',
      },
      requirePkce: {
        label: 'Require PKCE',
        hint: 'Rejects sign-ins that your app starts without a code challenge. Safer if all your clients support it.',
      },
      allowBrowserSecret: {
        label: 'Accept the secret from browsers',
        hint: 'Anyone who opens such a page can read the secret and impersonate your app. Use this for experiments only.',
      },
      idTokenAlg: {
        label: 'id_token signing algorithm',
        hint: 'Every OpenID Connect library supports RS256.',
      },
      claimsInIdToken: {
        label: 'My library reads only the id_token',
        hint: 'Puts the profile and email claims into the id_token too. By default they are only at the userinfo endpoint. id_tokens travel through browsers when users sign out, so leave it off if you can.',
      },
      postLogoutRedirectUris: {
        label: 'Post-logout redirect URIs',
        hint: 'Where your app can send users after they sign out (post_logout_redirect_uri), one per line.',
      },
      backchannelLogoutUri: {
        label: 'Back-channel logout URL',
        hint: 'Optional. We send a logout token to this URL when a user signs out here (OpenID Connect Back-Channel Logout).',
      },
      jwks: {
        label: 'Public keys (JWK Set)',
        hint: 'Instead of using a secret, your app signs each request with its private key (private_key_jwt). Paste the public keys as JSON. Saving them removes the secrets.',
      },
      jwksUri: {
        label: 'JWK Set URL',
        hint: 'Instead of pasting the keys: the https URL where your app publishes its JWK Set.',
      },
      requirePar: {
        label: 'Require pushed authorization requests',
        hint: 'Rejects sign-ins that your server didn’t push to ours first (PAR).',
      },
      dpopBound: {
        label: 'Bind tokens to a key',
        hint: 'Makes a stolen token useless without your app’s key (DPoP). Your app must send proofs.',
      },
      isFapi: {
        label: 'FAPI 2.0 Security Profile',
        hint: 'The strictest rules, designed for banking. Requires public keys, and turns on pushed requests, PKCE and DPoP.',
      },
      grantTypes: {
        label: 'Let devices sign in',
        hint: 'For TVs, command-line tools and similar: the user enters a short code on another device. Leave it off if your app doesn’t need it.',
      },
    },

    logo: {
      title: 'Logo',
      lead: 'Shown next to your app’s name when users are asked to allow it. Without a logo, users see the first letter.',
      endsTrust:
        'This app was verified with its current logo. A new logo removes the verification until the operator verifies the app again.',
      file: 'Image file',
      hint: 'PNG, WebP or JPEG, up to 64 kB, each side 16 to 1024 pixels. Square images look best.',
      submit: 'Upload logo',
      saved: 'Logo saved. Users see it from now on.',
      remove: 'Remove logo',
      removed: 'Logo removed. Users see the first letter of the name.',
    },

    secrets: {
      title: 'Client secrets',
      confirm: 'Confirm it’s you to add a secret',
      lead: 'An app can have two secrets. To rotate without downtime, add a second secret, deploy it, then remove the first. The last secret can’t be removed.',
      created: 'Created',
      lastUsed: 'Last used',
      neverUsed: 'Never used',
      add: 'Add secret',
      remove: 'Remove',
      removeOf: (hint: string) => `the secret ending in ${hint}`,
      removed: 'Secret removed. It no longer works.',
      full: 'This app already has two secrets. To add another, remove the one you no longer use.',
      createdTitle: 'Your new client secret',
      both: 'The previous secret works until you remove it.',
    },

    snippets: {
      title: 'Try it',
      lead: 'These requests contain your app’s values. Replace the parts in capitals.',
      push: 'Push the request from your server; the response contains the request_uri',
      authorize: 'Send the user to this URL',
      exchange: 'Exchange the code for tokens, on your server',
      exchangePublic: 'Exchange the code for tokens',
      refresh: 'Get new tokens, always with the latest refresh token',
      userinfo: 'Get the user and their balance',
      topup: 'Get a URL where the user can top up',
      page: 'Or put it all on a page: the signed-in user, the balance and the buttons',
      pageWithBackend: 'Or put it all on a page, with the routes of @octroi/sdk/server on your server',
      callbackPage: 'Then add this to the page at your redirect URI',
      publicNote:
        'A public app creates a new code_verifier for each sign-in and sends its SHA-256 hash as code_challenge.',
      otherUris: 'These requests use the first of your redirect URIs.',
    },

    deleteApp: {
      title: 'Delete this app',
      confirm: 'Confirm it’s you to delete this app',
      effects: [
        'Users can no longer sign in with it, and it loses access immediately.',
        'Its client_id, secrets and tokens stop working.',
        'All authorizations that users gave it are removed.',
      ],
      noUndo: 'This can’t be undone.',
      understand: 'I understand',
      notUnderstood: 'Tick the box to confirm that you understand.',
      submit: 'Delete app',
    },
  },
};

export type ConsoleMessages = typeof consoleEn;
