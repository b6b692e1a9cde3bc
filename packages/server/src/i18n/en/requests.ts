/** The English sentences of an app's request log in the console. */
export const requestsEn = {
  requests: {
    title: (app: string) => `Requests of ${app}`,
    open: 'Request log',
    openDetail:
      'What your app asked of this server, with what outcome and why. Secrets, codes and tokens are not kept.',
    toApp: 'Back to the app',
    totals: (succeeded: string, failed: string) => `In the last 24 hours: ${succeeded} succeeded, ${failed} failed.`,
    kept: 'Kept are the newest 500 lines, for three days: of busy traffic the failures, and some of the successes.',
    warningsTitle: 'Look into this',
    warnings: {
      browser_secret:
        'A request with a client secret came from a browser. Whoever opens that page can read the secret. Before you go live, exchange codes on your server, or register a public app that uses PKCE without a secret. If the page was public already, replace the secret.',
      no_state:
        'A sign-in came without state. With a random state that your callback compares, nobody can slip a stranger’s sign-in to your users.',
      no_pkce:
        'A sign-in came without PKCE (code_challenge). With it a stolen code is worth nothing. Most libraries do it by themselves; once yours does, require it in the settings of the app.',
    },
    filterTitle: 'Filter',
    outcome: 'Outcome',
    operation: 'Kind of request',
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
    },
    requestId: 'Request id',
    requestIdHint: 'From the header X-Request-Id of the answer, or from the error page.',
    submit: 'Show',
    list: 'Newest requests',
    refresh: 'Refresh',
    older: 'Older',
    none: 'No line matches.',
    noneDetail: 'A request appears here once it has been answered: a sign-in when the user is back at your app.',
    why: 'Why did this fail?',
    documentation: (code: string) => `More on ${code}`,
    hidden: 'not shown',
  },
};

export type RequestsMessages = typeof requestsEn;
