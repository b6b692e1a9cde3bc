import { UpstreamChangePage } from '#server/features/account/security/upstream-page.js';
import { UpstreamFaultPage, type UpstreamPageFault } from '#server/features/upstream/fault-page.js';
import { NewAccountPage } from '#server/features/upstream/new-account-page.js';
import { messagesFor, type Locale } from '#server/i18n/index.js';
import { PLAIN, security, signedIn, signedOut, signIn } from './sample-views.js';
import type { SampleView } from './views.js';

const PROVIDERS = [
  { name: 'example', label: 'Example' },
  { name: 'github', label: 'GitHub' },
];

const NEW_YEAR_2022 = Date.UTC(2022, 0, 1);

const fault = (locale: Locale, kind: UpstreamPageFault, canRetry: boolean) => (
  <UpstreamFaultPage
    context={signedOut(locale, '/sign-in')}
    fault={kind}
    provider="Example"
    retry={canRetry ? { action: '/sign-in/upstream/example', request: 'r1', returnTo: null } : null}
    instead={{ href: '/sign-in?request=r1', text: messagesFor(locale).upstream.otherWay }}
  />
);

/** Pages of upstream sign-in. */
export const UPSTREAM_VIEWS: readonly SampleView[] = [
  { name: 'upstream, sign-in', view: (locale) => signIn(locale, { upstream: PROVIDERS }) },
  { name: 'upstream, away', view: (locale) => fault(locale, 'away', true) },
  { name: 'upstream, no account', view: (locale) => fault(locale, 'closed', false) },
  { name: 'upstream, address taken', view: (locale) => fault(locale, 'emailTaken', false) },
  {
    name: 'upstream, new account',
    view: (locale, words = PLAIN) => (
      <NewAccountPage
        context={signedOut(locale, '/sign-up/upstream/example')}
        action="/sign-up/upstream/example"
        pending="p1"
        requestId="r1"
        returnTo="/account"
        provider="Example"
        label={words.username}
        app={words.app}
        values={{ username: words.username, email: 'alice@example.com' }}
        isEmailVerified
        errors={[]}
        signInUrl="/sign-in"
        cancelUrl="/"
      />
    ),
  },
  {
    name: 'upstream, security',
    view: (locale, words = PLAIN) =>
      security(locale, words, {
        errors: [],
        hasPassword: false,
        upstream: {
          connected: [
            { id: 1, provider: 'Example', label: words.username, since: NEW_YEAR_2022, lastUsedAt: null },
            { id: 2, provider: 'login.old.example', label: '583231', since: NEW_YEAR_2022, lastUsedAt: NEW_YEAR_2022 },
          ],
          others: [{ name: 'github', label: 'GitHub' }],
        },
      }),
  },
  ...(['connect', 'remove'] as const).map((change): SampleView => ({
    name: `upstream, ${change}`,
    view: (locale, words = PLAIN) => (
      <UpstreamChangePage
        context={signedIn(locale, words, '/account/security')}
        change={change}
        action="/account/security/upstream"
        provider="Example"
        username={words.username}
        asksPassword
        errors={
          change === 'connect'
            ? [{ field: 'current_password', message: messagesFor(locale).faults.currentPasswordWrong }]
            : []
        }
      />
    ),
  })),
];
