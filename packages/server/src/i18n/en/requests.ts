export const requestsEn = {
  requests: {
    title: (app: string) => `Requests from ${app}`,
    open: 'Request log',
    openDetail:
      'What your app requested from this server, with the outcome and the reason. Secrets, codes and tokens are not recorded.',
    toApp: 'Back to the app',
    totals: (succeeded: string, failed: string) => `Last 24 hours: ${succeeded} succeeded, ${failed} failed.`,
    kept: 'We keep the latest 500 requests for 3 days. For busy apps: every failure and a sample of successes.',
    warningsTitle: 'Warnings',
    warnings: {
      browser_secret:
        'A request with a client secret came from a browser. Anyone who opens that page can read the secret. Before you go live, exchange codes on your server, or register a public app that uses PKCE without a secret. If the page is already public, replace the secret.',
      no_state:
        'A sign-in request had no state. Send a random state and compare it in your callback, so that an attacker cannot sign your users in to another account.',
      no_pkce:
        'A sign-in came without PKCE (code_challenge). PKCE makes a stolen code useless. Most libraries support it. Once yours uses it, turn on “Require PKCE” in the app’s settings.',
    },
    filterTitle: 'Filter',
    outcome: 'Outcome',
    operation: 'Request type',
    any: 'All',
    outcomes: { ok: 'Succeeded', failed: 'Failed' },
    operations: {
      authorize: 'Sign-in (authorize)',
      par: 'Pushed request (par)',
      token: 'Code exchange (token)',
      refresh: 'Refresh (token)',
      device: 'Device code (device_authorization)',
      userinfo: 'User information (userinfo)',
      topup: 'Top-up link (topup)',
      introspect: 'Introspection (introspect)',
      revoke: 'Revocation (revoke)',
      backchannel_logout: 'Back-channel logout (our call)',
      jwks_uri: 'Public keys (our call to jwks_uri)',
    },
    requestId: 'Request ID',
    requestIdHint: 'From the X-Request-Id response header or the error page.',
    submit: 'Apply filter',
    list: 'Latest requests',
    refresh: 'Refresh',
    older: 'Older',
    none: 'No matching requests.',
    noneDetail: 'Requests appear here after they are answered. Sign-ins appear when the user is back at your app.',
    why: 'Why did this fail?',
    documentation: (code: string) => `More about ${code}`,
    hidden: 'not shown',
  },
};

export type RequestsMessages = typeof requestsEn;
