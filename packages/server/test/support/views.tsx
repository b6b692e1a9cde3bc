import { messagesFor, type Locale } from '../../dist/i18n/index.js';
import { AccountPage } from '../../dist/features/account/account-page.js';
import { AuthorizationsPage } from '../../dist/features/account/authorizations-page.js';
import { SecurityPage } from '../../dist/features/account/security-page.js';
import { ConsentPage, ContinuePage, type ConsentProps } from '../../dist/features/authorize/consent-page.js';
import { HomePage } from '../../dist/features/home/home-page.js';
import { SignInPage, type SignInProps } from '../../dist/features/sign-in/sign-in-page.js';
import { AcceptInvitationPage, SignUpClosedPage, SignUpPage } from '../../dist/features/sign-up/sign-up-page.js';
import { OrderPage } from '../../dist/features/topup/order-page.js';
import { TestPaymentPage } from '../../dist/features/topup/test-payment-page.js';
import {
  TopUpPage,
  TopUpUnavailablePage,
  TopUpWrongAccountPage,
  type TopUpProps,
} from '../../dist/features/topup/topup-page.js';
import type { ConsentApp } from '../../dist/web/app-access.js';
import { ErrorPage, RedirectMismatchPage } from '../../dist/web/error-page.js';
import type { PageContext, View } from '../../dist/web/page.js';

/** Everything a developer or a user chose, so that a test can make it hostile. */
export interface Words {
  app: string;
  username: string;
}

const PLAIN: Words = { app: 'Inkwell', username: 'alice' };

/** One view with sample props: what a reader in some language would see. */
export interface SampleView {
  name: string;
  view: (locale: Locale, words?: Words) => View;
}

export const STYLESHEET = '/assets/octroi.css';

export const contextFor = (locale: Locale, path: string, user: { username: string } | null = null): PageContext => ({
  locale,
  messages: messagesFor(locale),
  siteName: 'Octroi',
  user,
  csrf: 'csrf-token',
  path,
  stylesheet: STYLESHEET,
});

const NEW_YEAR_2022 = Date.UTC(2022, 0, 1);
const TODAY = Date.UTC(2026, 10, 22, 16, 5);

const appOf = (words: Words): ConsentApp => ({
  name: words.app,
  description: 'A writing assistant for people who like their own words.',
  owner: words.username,
  trusted: false,
});

const signedOut = (locale: Locale, path: string): PageContext => contextFor(locale, path);
const signedIn = (locale: Locale, words: Words, path: string): PageContext =>
  contextFor(locale, path, { username: words.username });

const signIn = (locale: Locale, changes: Partial<SignInProps> = {}): View => (
  <SignInPage
    context={signedOut(locale, '/sign-in')}
    action="/sign-in"
    requestId={null}
    username=""
    errors={[]}
    notice={null}
    app={null}
    grants={null}
    signUpUrl="/sign-up"
    cancelUrl={null}
    {...changes}
  />
);

const consentProps = (locale: Locale, words: Words): ConsentProps => ({
  context: signedIn(locale, words, '/authorize?request=r1'),
  requestId: 'r1',
  action: '/authorize/decide',
  app: appOf(words),
  redirectOrigin: 'https://inkwell.example',
  username: words.username,
  scopes: [
    { scope: 'profile', optional: false, newlyAsked: false },
    { scope: 'balance', optional: true, newlyAsked: true },
    { scope: 'offline_access', optional: true, newlyAsked: false },
  ],
  balance: '750.00',
  errors: [],
});

const signingIn = (words: Words) => ({ ...appOf(words), redirectOrigin: 'http://localhost:4000' });

const topUp = (locale: Locale, words: Words, changes: Partial<TopUpProps> = {}): View => (
  <TopUpPage
    context={signedIn(locale, words, '/topup')}
    action="/topup"
    ticket="t1"
    balance="750.00"
    currency={null}
    amount=""
    presets={['5', '10', '20', '50']}
    providers={[{ id: 'test', name: 'Test provider' }]}
    provider="test"
    app={{ name: words.app, returnUrl: 'https://inkwell.example/' }}
    errors={[]}
    {...changes}
  />
);

const order = (locale: Locale, words: Words, status: 'pending' | 'paid' | 'cancelled'): View => (
  <OrderPage
    context={signedIn(locale, words, '/topup/orders/o1')}
    order={{ id: 'ord_7Yk2', amount: '20.00', status, payUrl: status === 'pending' ? '/topup/test/ord_7Yk2' : null }}
    balance="770.00"
    currency={null}
    app={{ name: words.app, returnUrl: 'https://inkwell.example/' }}
  />
);

const account = (locale: Locale, words: Words): View => (
  <AccountPage
    context={signedIn(locale, words, '/account')}
    profile={{ id: 12345, username: words.username, email: 'alice@example.com', memberSince: NEW_YEAR_2022 }}
    balance="750.00"
    currency={null}
    quota={1_000_000n}
    usedQuota={250_000n}
    entries={[
      { createdAt: TODAY, units: -12_000n, memo: `Used through ${words.app}` },
      { createdAt: NEW_YEAR_2022, units: 500_000n, memo: 'Top-up ord_7Yk2' },
    ]}
    notices={[messagesFor(locale).account.reuse(words.app)]}
  />
);

const authorizations = (locale: Locale, words: Words): View => (
  <AuthorizationsPage
    context={signedIn(locale, words, '/account/authorizations')}
    authorizations={[
      {
        id: 7,
        appName: words.app,
        origin: 'https://inkwell.example',
        scopes: ['profile', 'balance'],
        since: NEW_YEAR_2022,
        lastUsedAt: TODAY,
      },
      {
        id: 8,
        appName: 'Atlas Maps',
        origin: 'http://localhost:4000',
        scopes: ['profile'],
        since: TODAY,
        lastUsedAt: null,
      },
    ]}
    notice={messagesFor(locale).authorizations.ended('Old Notes')}
  />
);

const security = (locale: Locale, words: Words): View => (
  <SecurityPage
    context={signedIn(locale, words, '/account/security')}
    username={words.username}
    errors={[{ field: 'current_password', message: messagesFor(locale).faults.currentPasswordWrong }]}
    notice={null}
    minimumPasswordLength={8}
    passwordAction="/account/security/password"
    sessions={[
      {
        id: 's1',
        current: true,
        createdAt: NEW_YEAR_2022,
        lastSeenAt: TODAY,
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      },
      { id: 's2', current: false, createdAt: NEW_YEAR_2022, lastSeenAt: NEW_YEAR_2022, userAgent: words.app },
    ]}
  />
);

const signUp = (locale: Locale, role: 'user' | 'operator' | null): View => (
  <SignUpPage
    context={signedOut(locale, '/sign-up')}
    action="/sign-up"
    requestId="r1"
    invitation={role === null ? null : { token: 'i1', role }}
    values={{ username: '', email: '' }}
    errors={role === null ? [] : [{ field: 'username', message: messagesFor(locale).faults.usernameTaken }]}
    minimumPasswordLength={8}
    signInUrl="/sign-in"
    cancelUrl="/"
  />
);

const mismatch = (locale: Locale, words: Words, registered: readonly string[] | null): View => (
  <RedirectMismatchPage
    context={signedOut(locale, '/api/oauth2/authorize')}
    appName={words.app}
    sent="https://inkwell.example/oauth/Callback/"
    registered={registered}
    requestId="req_41c9"
  />
);

/** Every view a visitor can meet, in its variants. */
export const VIEWS: readonly SampleView[] = [
  { name: 'home, signed out', view: (locale) => <HomePage context={signedOut(locale, '/')} signUpUrl="/sign-up" /> },
  {
    name: 'home, signed in',
    view: (locale, words = PLAIN) => <HomePage context={signedIn(locale, words, '/')} signUpUrl={null} />,
  },
  { name: 'sign-in', view: (locale) => signIn(locale) },
  {
    name: 'sign-in, wrong password',
    view: (locale, words = PLAIN) =>
      signIn(locale, {
        username: words.username,
        errors: [{ field: 'password', message: messagesFor(locale).faults.wrongCredentials }],
      }),
  },
  {
    name: 'sign-in for an app',
    view: (locale, words = PLAIN) => signIn(locale, { app: signingIn(words), requestId: 'r1', cancelUrl: '/cancel' }),
  },
  {
    name: 'sign-in, one click',
    view: (locale, words = PLAIN) =>
      signIn(locale, {
        app: signingIn(words),
        grants: { scopes: ['profile', 'balance'] },
        requestId: 'r1',
        cancelUrl: '/cancel',
      }),
  },
  { name: 'sign-up', view: (locale) => signUp(locale, null) },
  { name: 'sign-up, invited', view: (locale) => signUp(locale, 'user') },
  { name: 'sign-up, operator', view: (locale) => signUp(locale, 'operator') },
  {
    name: 'sign-up, closed',
    view: (locale) => (
      <SignUpClosedPage context={signedOut(locale, '/sign-up')} contact="help@example.com" signInUrl="/sign-in" />
    ),
  },
  {
    name: 'invitation, signed in',
    view: (locale, words = PLAIN) => (
      <AcceptInvitationPage
        context={signedIn(locale, words, '/sign-up')}
        action="/sign-up"
        invitation={{ token: 'i1', role: 'operator' }}
        username={words.username}
        errors={[]}
        cancelUrl="/"
      />
    ),
  },
  { name: 'consent', view: (locale, words = PLAIN) => <ConsentPage {...consentProps(locale, words)} /> },
  { name: 'consent, one click', view: (locale, words = PLAIN) => <ContinuePage {...consentProps(locale, words)} /> },
  { name: 'account', view: (locale, words = PLAIN) => account(locale, words) },
  { name: 'authorizations', view: (locale, words = PLAIN) => authorizations(locale, words) },
  {
    name: 'authorizations, none',
    view: (locale, words = PLAIN) => (
      <AuthorizationsPage
        context={signedIn(locale, words, '/account/authorizations')}
        authorizations={[]}
        notice={null}
      />
    ),
  },
  { name: 'security', view: (locale, words = PLAIN) => security(locale, words) },
  { name: 'top-up', view: (locale, words = PLAIN) => topUp(locale, words) },
  {
    name: 'top-up, wrong amount',
    view: (locale, words = PLAIN) =>
      topUp(locale, words, {
        amount: 'twenty',
        currency: 'EUR',
        app: null,
        providers: [
          { id: 'test', name: 'Test provider' },
          { id: 'card', name: 'Card' },
        ],
        errors: [{ field: 'amount', message: messagesFor(locale).faults.amountInvalid }],
      }),
  },
  {
    name: 'top-up, unavailable',
    view: (locale, words = PLAIN) => (
      <TopUpUnavailablePage
        context={signedIn(locale, words, '/topup')}
        balance="750.00"
        currency={null}
        app={{ name: words.app, returnUrl: null }}
      />
    ),
  },
  {
    name: 'top-up, wrong account',
    view: (locale, words = PLAIN) => (
      <TopUpWrongAccountPage
        context={signedIn(locale, words, '/topup?ticket=t1')}
        username={words.username}
        app={{ name: words.app, returnUrl: 'https://inkwell.example/' }}
        returnTo="/topup?ticket=t1"
        ownTopUpUrl="/topup"
      />
    ),
  },
  { name: 'order, pending', view: (locale, words = PLAIN) => order(locale, words, 'pending') },
  { name: 'order, paid', view: (locale, words = PLAIN) => order(locale, words, 'paid') },
  { name: 'order, cancelled', view: (locale, words = PLAIN) => order(locale, words, 'cancelled') },
  {
    name: 'test payment',
    view: (locale, words = PLAIN) => (
      <TestPaymentPage
        context={signedIn(locale, words, '/topup/test')}
        action="/topup/test"
        order={{ id: 'ord_7Yk2', amount: '20.00' }}
        currency={null}
        errors={[]}
      />
    ),
  },
  {
    name: 'error',
    view: (locale) => (
      <ErrorPage
        context={signedOut(locale, '/nowhere')}
        status={404}
        {...messagesFor(locale).errors.notFound}
        requestId="req_41c9"
      />
    ),
  },
  { name: 'redirect mismatch', view: (locale, words = PLAIN) => mismatch(locale, words, null) },
  {
    name: 'redirect mismatch, owner',
    view: (locale, words = PLAIN) =>
      mismatch(locale, words, ['https://inkwell.example/oauth/callback', 'http://localhost:4000/oauth/callback']),
  },
];
