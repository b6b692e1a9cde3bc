import type { UserinfoClaim } from '../../protocol/claims.js';

export const playgroundEn = {
  playground: {
    title: 'Playground',
    lead: 'Take one of your apps through the whole flow and see every request and response. You don’t need to register anything or enter a secret.',
    consoleLink: 'Try your apps in the playground',
    toRun: 'Back to your current run',
    beginTitle: 'New run',
    app: 'App',
    appUnknown: 'Choose one of your apps.',
    scopes: 'Requested access',
    autoAuthorize: 'Request one-click sign-in (auto_authorize=true)',
    autoAuthorizeHint: 'Without it, users see the full consent page and can decline optional scopes.',
    real: 'You allow your own app to access your own account, and it gets real tokens. You can revoke this access at any time.',
    begin: 'Start run',
    noApps: 'You have no apps to try',
    toConsole: 'Open the developer console',
    beyondTitle: 'Apps you can’t try here',
    beyond:
      'These apps use pushed requests or bind their tokens to a key (PAR, DPoP, FAPI 2.0), which the playground doesn’t support:',

    runTitle: (app: string) => `Playground: ${app}`,
    live: 'The tokens below are real, so don’t show this page to anyone. A run ends after 1 hour, or when you sign out or start another. Reusing a code or refresh token, even from a shell, counts as theft and revokes all its tokens.',
    request: 'Request',
    answer: 'Response',
    asCurl: 'curl command',
    copy: (what: string) => `Copy: ${what}`,
    copied: 'Copied',
    meaning: 'What each field means',
    remedy: 'What to do:',
    open: 'Open this URL',
    refuse: 'Access denied',
    refuseHint:
      'See what your app receives when the user chooses Cancel: error=access_denied at its redirect URI, and no code.',
    nextTitle: 'Next steps',
    forcedTitle: 'When something goes wrong',
    decodedTitle: 'Decoded tokens',
    accessTokenAbout:
      'Apps must treat an access token as opaque, because its contents can change. What they need is in the token response and in userinfo.',
    idTokenAbout:
      'Your app must verify the signature with the keys from jwks_uri, then check iss, aud, exp and nonce. Decoding alone proves nothing.',
    againTitle: 'Try again',
    again: 'Start another run',
    stays: 'Your app keeps this access until you revoke it:',

    steps: {
      authorize: {
        title: 'Authorize',
        about:
          'The app sends the browser here. The browser returns to the redirect URI with a code that is valid for 60 seconds.',
      },
      exchange: {
        title: 'Exchange the code',
        about: 'The app exchanges the code for tokens from its server, once and within 60 seconds.',
      },
      userinfo: { title: 'Call userinfo', about: 'Who the user is and how much they have left right now.' },
      topup: { title: 'Request a top-up link', about: 'A link to send the user to when the balance is low.' },
      refresh: {
        title: 'Refresh',
        about: 'Returns a new access token and a new refresh token that replaces the one you sent. Keep the new one.',
      },
      revoke: {
        title: 'Revoke',
        about: 'When the user signs out of the app: revokes the refresh token and its access tokens.',
      },
      expired: {
        title: 'Expired access token',
        about:
          'Refreshes to an access token that expires at once, then makes the call that fails with it. Refresh again to continue.',
      },
      revoked: {
        title: 'Revoked refresh token',
        about: 'Revokes the refresh token, then sends it. The user must sign in to the app again.',
      },
      empty: {
        title: 'Insufficient balance',
        about: 'What userinfo returns for a user who has spent everything. This is the time to offer a top-up.',
      },
      unavailable: {
        title: 'Server unavailable',
        about: 'What userinfo returns while accounts can’t be read. Keep the tokens and try again after Retry-After.',
      },
      replayed: {
        title: 'Code used twice',
        about: 'Sends the code a second time, as a thief would. All tokens issued for it are revoked.',
      },
    },

    fields: {
      client_id: 'Identifies the app. Not a secret.',
      client_secret: 'Authenticates the app. It belongs on your server and is never shown here: enter your own.',
      client_assertion: 'A JWT that the app signs with its own key instead of using a secret. Insert your own.',
      client_assertion_type: 'States that the assertion is a JWT.',
      redirect_uri:
        'Where the browser returns to; the same in both requests. Your app sends a registered one. This one works only for you, in the playground.',
      response_type: 'Always code.',
      scope: 'What the app requests or, in a response, what was granted.',
      state:
        'Random, stored in your app’s user session. If a different value comes back, the response is for someone else: discard it.',
      code_challenge: 'The SHA-256 hash of code_verifier (PKCE). It makes a stolen code useless.',
      code_challenge_method: 'Always S256.',
      code_verifier: 'The random string that was hashed to create code_challenge. Only the app knows it.',
      nonce: 'Random. It comes back in the id_token and ties it to this sign-in.',
      auto_authorize: 'true: the user clicks at most once.',
      grant_type: 'What the app exchanges: a code or a refresh token.',
      code: 'Represents what the user allowed. Works once, within 60 seconds.',
      iss: 'The server that issued it. Compare it with the one you expect.',
      error: 'The error code, for programs.',
      error_description: 'What went wrong, for you. Don’t show it to your users.',
      error_uri: 'The page that explains the error.',
      access_token: 'Your app makes calls with it. Keep it on your server.',
      refresh_token: 'Exchange it for new tokens when the access token expires. Keep it secret, on your server.',
      id_token: 'Who signed in, signed for your app (OpenID Connect).',
      token_type: 'How to send the token: Authorization: Bearer ...',
      expires_in: 'How many seconds the access token is valid.',
      token: 'The token to revoke.',
      sub: 'Identifies the user. It never changes and is never reassigned: store this one.',
      id: 'The same user as sub, under the name used in the platform’s documentation.',
      username: 'The name the user signs in with. It can change.',
      preferred_username: 'The same as username, under its OpenID Connect name.',
      name: 'The same as username: users have no other name here.',
      email: 'The user’s email address.',
      email_verified: 'Whether the email address is confirmed.',
      created_time: 'When the account was created, in seconds since 1970.',
      status: '1: the account is active.',
      quota: 'Total units credited to the user.',
      used_quota: 'Total units the user has spent.',
      balance_formatted: 'quota minus used_quota, in currency, with two decimals.',
      topup_url: 'Send the user here. The link is for this user only and expires after a few minutes.',
      alg: 'The signing algorithm.',
      typ: 'The token type.',
      kid: 'The key it was signed with.',
      aud: 'Who the token is for.',
      iat: 'When it was issued, in seconds since 1970.',
      exp: 'When it expires, in seconds since 1970.',
      auth_time: 'When the user signed in, in seconds since 1970.',
      jti: 'The unique ID of this token.',
      acr: 'How strong the sign-in was.',
      amr: 'The methods the user signed in with.',
      at_hash: 'A hash of the access token issued with it.',
      sid: 'The user’s session on this server.',
      family: 'The sign-in it comes from. A private claim of this server.',
      generation: 'How often it was refreshed. A private claim of this server.',
    } satisfies Record<UserinfoClaim | 'sub', string> & Record<string, string>,
  },
};

export type PlaygroundMessages = typeof playgroundEn;
