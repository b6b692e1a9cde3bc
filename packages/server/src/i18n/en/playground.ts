/** The English sentences of the playground. */
export const playgroundEn = {
  playground: {
    title: 'Playground',
    lead: 'Take one of your own apps through the whole flow, and read every request and every answer. Nothing has to be registered for it, and no secret entered.',
    consoleLink: 'Try your apps in the playground',
    toRun: 'Back to the run you have begun',
    beginTitle: 'New run',
    app: 'App',
    appUnknown: 'Choose one of your apps.',
    scopes: 'What the app asks for',
    autoAuthorize: 'Ask with one click (auto_authorize=true)',
    autoAuthorizeHint: 'Without it, users see the full page, with a choice for each thing they may decline.',
    real: 'You allow your own app access to your own account, and it gets real tokens. You can end that at any time.',
    begin: 'Begin',
    noApps: 'There is no app of yours to try',
    toConsole: 'Open the developer console',
    beyondTitle: 'Apps that cannot be tried here',
    beyond:
      'They push their requests, or bind their tokens to a key (PAR, DPoP, FAPI 2.0), which the playground does not do:',

    runTitle: (app: string) => `Playground: ${app}`,
    live: 'The tokens below are real: do not show this page to others. A run ends after an hour, and when you sign out or begin another. Who sends a code or a refresh token again, from a shell too, is taken for a thief, and the tokens end.',
    request: 'Request',
    answer: 'Answer',
    asCurl: 'As a curl command',
    copy: (what: string) => `Copy: ${what}`,
    copied: 'Copied',
    meaning: 'What each field means',
    remedy: 'What to do:',
    open: 'Send the browser there',
    refuse: 'Access denied',
    refuseHint:
      'See what your app receives when the user chooses Cancel: error=access_denied at its redirect URI, and no code.',
    nextTitle: 'What comes next',
    forcedTitle: 'When something goes wrong',
    decodedTitle: 'The tokens, decoded',
    accessTokenAbout:
      'Apps treat an access token as opaque text: what is in it may change. What they need to know is in the token response and at userinfo.',
    idTokenAbout:
      'Your app verifies the signature with the keys of jwks_uri, then iss, aud, exp and nonce. Decoding alone proves nothing.',
    againTitle: 'Once more',
    again: 'Begin another run',
    stays: 'What you allowed your app stays until you end it:',

    steps: {
      authorize: {
        title: 'Authorize',
        about:
          'The app sends the browser here, and gets it back at its redirect URI with a code that lives for 60 seconds.',
      },
      exchange: {
        title: 'Exchange the code',
        about: 'From its server, the app exchanges the code for tokens, once and within 60 seconds.',
      },
      userinfo: { title: 'Call userinfo', about: 'Who the user is, and what they have left at this moment.' },
      topup: { title: 'Ask for a top-up link', about: 'A link to send the user to, when the balance is low.' },
      refresh: {
        title: 'Refresh',
        about: 'A new access token, and a new refresh token in place of the one that was sent. Keep the new one.',
      },
      revoke: {
        title: 'Revoke',
        about: 'When the user signs out of the app: the refresh token and its access tokens end.',
      },
      expired: {
        title: 'Expired access token',
        about:
          'A refresh whose access token lives for no time at all, and the call that fails with it. The next refresh helps.',
      },
      revoked: {
        title: 'Revoked refresh token',
        about: 'The refresh token is revoked, then sent. The user must sign in to the app again.',
      },
      empty: {
        title: 'Insufficient balance',
        about: 'userinfo as it answers for a user who has spent everything: the time to offer a top-up.',
      },
      unavailable: {
        title: 'Server unavailable',
        about: 'userinfo while accounts cannot be read. Keep the tokens and try again after Retry-After.',
      },
      replayed: {
        title: 'Code used twice',
        about: 'The code is sent a second time, as a thief would. All tokens that came of it end.',
      },
    },

    fields: {
      client_id: 'Which app it is. No secret.',
      client_secret: 'Proves that it is the app. It belongs on your server and is never shown here: put yours in.',
      client_assertion: 'A JWT that the app signs with its own key, in place of a secret. Put one in.',
      client_assertion_type: 'That the assertion is a JWT.',
      redirect_uri:
        'Where the browser comes back to, the same in both requests. Your app sends one that is registered for it; this one works for you alone, in the playground.',
      response_type: 'Always code.',
      scope: 'What the app asks for or, in an answer, what it was allowed.',
      state:
        'Random, kept in the session of your app’s user. If it comes back different, the answer is for somebody else: drop it.',
      code_challenge: 'The SHA-256 hash of code_verifier (PKCE): a stolen code alone is worth nothing.',
      code_challenge_method: 'Always S256.',
      code_verifier: 'The random text behind code_challenge, which only the app knows.',
      nonce: 'Random; comes back in the id_token, which is then the one for this sign-in.',
      auto_authorize: 'true: at most one click for the user.',
      grant_type: 'What is exchanged: a code, or a refresh token.',
      code: 'Stands for what the user allowed. Good once, for 60 seconds.',
      iss: 'Which server it comes from. Compare it with the one you expect.',
      error: 'What went wrong, as a word for programs.',
      error_description: 'What went wrong, for you; not for your users.',
      error_uri: 'The page that explains the error.',
      access_token: 'What calls are made with. Keep it on your server.',
      refresh_token:
        'Exchanged for the next tokens when the access token has expired. Keep it on your server, as a secret.',
      id_token: 'Who signed in, signed for your app (OpenID Connect).',
      token_type: 'How the token is sent: Authorization: Bearer ...',
      expires_in: 'For how many seconds the access token is good.',
      token: 'The token that is to end.',
      sub: 'The user. Never changes, and is never given to anyone else: keep this one.',
      id: 'The same user as sub, as the platform’s documentation names it.',
      username: 'The name the user signs in with. It may change.',
      preferred_username: 'The same as username, by its OpenID Connect name.',
      email: 'The user’s address.',
      email_verified: 'Whether the address was confirmed.',
      created_time: 'When the account was made, in seconds since 1970.',
      status: '1: the account is enabled.',
      quota: 'Units credited to the user in all.',
      used_quota: 'Units the user has spent.',
      balance_formatted: 'quota less used_quota, in currency, with two decimals.',
      topup_url: 'Send the user here. The link is for this user and lives for minutes.',
      alg: 'How it is signed.',
      typ: 'What kind of token it is.',
      kid: 'With which key.',
      aud: 'Whom it is for.',
      iat: 'When it was made, in seconds since 1970.',
      exp: 'Until when it is good, in seconds since 1970.',
      auth_time: 'When the user signed in, in seconds since 1970.',
      jti: 'Tells this token from all others.',
      acr: 'How the user signed in.',
      amr: 'By which means the user signed in.',
      at_hash: 'A hash of the access token it came with.',
      sid: 'The user’s session at this server.',
      family: 'From which sign-in it comes: a private claim of this server.',
      generation: 'How often that was refreshed: a private claim of this server.',
    },
  },
};

export type PlaygroundMessages = typeof playgroundEn;
