import { messagesFor, type Locale } from '#server/i18n/index.js';
import { AccountPage } from '#server/features/account/overview-page.js';
import { AuthorizationsPage } from '#server/features/account/authorizations/page.js';
import { SecurityPage, type SecurityProps } from '#server/features/account/security/page.js';
import { type ConsentProps } from '#server/features/authorize/consent-page.js';
import { SecondStepPage } from '#server/features/sign-in/second-step-page.js';
import { SignInPage, type SignInProps } from '#server/features/sign-in/sign-in-page.js';
import { SignUpPage } from '#server/features/sign-up/sign-up-page.js';
import { OrderPage } from '#server/features/topup/order-page.js';
import { TopUpPage, type TopUpProps } from '#server/features/topup/topup-page.js';
import type { RemainingAccess } from '#server/domain/sign-in/index.js';
import type { ConsentApp } from '#server/web/kit/app-access.js';
import { RedirectMismatchPage } from '#server/web/kit/error-page.js';
import { createBrand, type BrandSettings } from '#server/web/kit/assets/brand.js';
import type { PageContext, View } from '#server/web/kit/page.js';

/** Everything a developer or user chooses, so that a test can make it hostile. */
export interface Words {
  app: string;
  username: string;
}

export const PLAIN: Words = { app: 'Inkwell', username: 'alice' };

/** The URL of the stylesheet. */
export const STYLESHEET = '/assets/octroi.css';

export const LOGO_HASH = 'l'.repeat(43);
/** The URL of app logos in these views. */
export const APP_LOGO = `/logos/${LOGO_HASH}`;

/** An operator who has configured nothing. */
const UNBRANDED: BrandSettings = { logo: null, accentColor: null, termsUrl: null, privacyUrl: null, supportUrl: null };
const { brand: BRAND } = createBrand(UNBRANDED);

export const contextFor = (locale: Locale, path: string, user: { username: string } | null = null): PageContext => ({
  locale,
  messages: messagesFor(locale),
  siteName: 'Octroi',
  brand: BRAND,
  user,
  csrf: 'csrf-token',
  path,
  stylesheet: STYLESHEET,
});

export const NEW_YEAR_2022 = Date.UTC(2022, 0, 1);
const TODAY = Date.UTC(2026, 10, 22, 16, 5);

/** What a password reset leaves, of every kind. */
export const leavesWith = (words: Words): RemainingAccess => ({
  list: [
    { kind: 'passkey', key: 'passkey 1', name: 'Phone', at: TODAY, isRecent: true },
    { kind: 'provider', key: 'provider 2', name: `Example · ${words.username}`, at: NEW_YEAR_2022, isRecent: false },
    { kind: 'app', key: 'app 3', name: words.app, at: NEW_YEAR_2022, isRecent: false },
    { kind: 'otherApps', key: 'apps recent', name: '', count: 12, isRecent: true },
    { kind: 'otherApps', key: 'apps earlier', name: '', count: 1, isRecent: false },
    {
      kind: 'redirectUri',
      key: 'redirectUri 4 a',
      name: `${words.app} · https://evil.example/cb`,
      at: TODAY,
      isRecent: true,
    },
    { kind: 'otherRedirectUris', key: 'redirectUris 4', name: words.app, count: 9, isRecent: true },
    { kind: 'deviceFlow', key: 'deviceFlow 5', name: words.app, at: NEW_YEAR_2022, isRecent: false },
  ],
  secondStepSince: TODAY,
});

const appOf = (words: Words): ConsentApp => ({
  name: words.app,
  description: 'A writing assistant for people who like their own words.',
  owner: words.username,
  host: null,
  trusted: false,
  logo: null,
});

export const signedOut = (locale: Locale, path: string): PageContext => contextFor(locale, path);
export const signedIn = (locale: Locale, words: Words, path: string): PageContext =>
  contextFor(locale, path, { username: words.username });

const PASSKEY_OPTIONS = { challenge: 'c'.repeat(43), rpId: 'id.example', userVerification: 'required' };

export const signIn = (locale: Locale, changes: Partial<SignInProps> = {}): View => (
  <SignInPage
    context={signedOut(locale, '/sign-in')}
    action="/sign-in"
    requestId={null}
    username=""
    errors={[]}
    notice={null}
    app={null}
    grants={null}
    passkey={{ action: '/sign-in/passkey', options: PASSKEY_OPTIONS }}
    signUpUrl="/sign-up"
    forgotUrl="/forgot-password"
    cancelUrl={null}
    upstream={[]}
    returnTo="/account"
    {...changes}
  />
);

export const secondStep = (locale: Locale, recovery: boolean): View => (
  <SecondStepPage
    context={signedOut(locale, '/sign-in/second-step')}
    requestId="r1"
    returnTo={null}
    recovery={recovery}
    otherUrl="/sign-in/second-step?request=r1"
    signInUrl="/sign-in?request=r1"
    errors={recovery ? [] : [{ field: 'code', message: messagesFor(locale).steps.codeWrong }]}
  />
);

export const consentProps = (locale: Locale, words: Words): ConsentProps => ({
  context: signedIn(locale, words, '/authorize?request=r1'),
  requestId: 'r1',
  identity: 'i1',
  daysConnected: 365,
  staysDeclined: false,
  app: appOf(words),
  redirectOrigin: 'https://inkwell.example',
  isElsewhere: false,
  username: words.username,
  scopes: [
    { scope: 'profile', optional: false, isTicked: true, newlyAsked: false },
    { scope: 'balance', optional: true, isTicked: true, newlyAsked: true },
    { scope: 'offline_access', optional: true, isTicked: true, newlyAsked: false },
  ],
  resources: [
    {
      name: words.app,
      host: 'mcp.inkwell.example',
      scopes: [{ name: 'notes', description: `Read the notes of ${words.app}` }],
    },
  ],
  overAsks: false,
  balance: '750.00',
  errors: [],
});

export const signingIn = (words: Words) => ({ ...appOf(words), redirectOrigin: 'http://localhost:4000' });

export const topUp = (locale: Locale, words: Words, changes: Partial<TopUpProps> = {}): View => (
  <TopUpPage
    context={signedIn(locale, words, '/topup')}
    ticket="t1"
    balance="750.00"
    currency={null}
    amount=""
    providers={[{ id: 'test', name: 'Test provider' }]}
    provider="test"
    app={{ name: words.app, returnUrl: 'https://inkwell.example/' }}
    errors={[]}
    {...changes}
  />
);

export const order = (locale: Locale, words: Words, status: 'pending' | 'paid' | 'cancelled'): View => (
  <OrderPage
    context={signedIn(locale, words, '/topup/orders/o1')}
    order={{
      id: 'ord_7Yk2',
      amount: '20.00',
      status,
      payUrl: status === 'pending' ? '/topup/orders/ord_7Yk2/pay' : null,
    }}
    balance="770.00"
    currency={null}
    app={{ name: words.app, returnUrl: 'https://inkwell.example/' }}
  />
);

export const MONEY = { unitsPerCurrency: 1000n, currency: 'USD' };

/** A month with top-ups and spending, and a few days below zero. */
const SERIES = Array.from({ length: 30 }, (_, day) => ({
  at: Date.UTC(2026, 9, 24) + day * 86_400_000,
  balance: BigInt(420_000 - day * 31_000 + (day > 14 ? 560_000 : 0) + (day > 26 ? 667_000 : 0)),
}));

export const account = (locale: Locale, words: Words): View => (
  <AccountPage
    context={signedIn(locale, words, '/account')}
    account={{
      id: '12345',
      username: words.username,
      email: 'alice@example.com',
      createdAt: NEW_YEAR_2022,
      quota: 1_000_000n,
      usedQuota: 250_000n,
    }}
    money={MONEY}
    series={SERIES}
    range={30}
    entries={[
      { createdAt: TODAY, quotaDelta: 0n, usedDelta: 12_000n, memo: `Used through ${words.app}` },
      { createdAt: NEW_YEAR_2022, quotaDelta: 500_000n, usedDelta: 0n, memo: 'Top-up ord_7Yk2' },
    ]}
    notices={[messagesFor(locale).account.notices.refresh_token_reused(words.app)]}
  />
);

export const authorizations = (locale: Locale, words: Words): View => (
  <AuthorizationsPage
    context={signedIn(locale, words, '/account/authorizations')}
    authorizations={[
      {
        id: 7,
        appName: words.app,
        origin: 'https://inkwell.example',
        scopes: ['profile', 'balance'],
        resources: [{ name: words.app, host: 'mcp.inkwell.example', scopes: [] }],
        since: NEW_YEAR_2022,
        lastUsedAt: TODAY,
        publisher: { owner: words.username, host: null, trusted: true, logo: APP_LOGO },
        formerName: `${words.app} 1`,
        isConnected: true,
      },
      {
        id: 8,
        appName: 'Atlas Maps',
        origin: 'http://localhost:4000',
        scopes: ['profile'],
        resources: [],
        since: TODAY,
        lastUsedAt: null,
        publisher: { owner: null, host: null, trusted: false, logo: null },
        formerName: null,
        isConnected: false,
      },
    ]}
    cursor="a-page"
    next="another"
    notice={`${messagesFor(locale).authorizations.ended('Old Notes')} ${messagesFor(locale).givenAccess.endedDetail('Inkwell')}`}
  />
);

export const security = (locale: Locale, words: Words, changes: Partial<SecurityProps> = {}): View => (
  <SecurityPage
    context={signedIn(locale, words, '/account/security')}
    username={words.username}
    email={{ address: 'alice@example.com', isVerified: false, hasMail: true }}
    errors={[{ field: 'current_password', message: messagesFor(locale).faults.currentPasswordWrong }]}
    notice={null}
    minimumPasswordLength={8}
    isDeveloper
    passkeys={{
      passkeys: [
        { id: '1', name: words.app, createdAt: NEW_YEAR_2022, lastUsedAt: TODAY },
        { id: '2', name: 'Security key', createdAt: TODAY, lastUsedAt: null },
      ],
      adding: { options: { ...PASSKEY_OPTIONS, user: { id: 'MQ', name: words.username } }, name: words.app },
    }}
    secondStep={{ isOn: false, recoveryCodesLeft: 0, canChange: true, isResettable: true }}
    sessions={[
      {
        id: 's1',
        current: true,
        createdAt: NEW_YEAR_2022,
        lastSeenAt: TODAY,
        userAgent:
          'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      },
      { id: 's2', current: false, createdAt: NEW_YEAR_2022, lastSeenAt: NEW_YEAR_2022, userAgent: words.app },
    ]}
    hasPassword
    upstream={{ connected: [], others: [] }}
    {...changes}
  />
);

export const signUp = (locale: Locale, role: 'user' | 'operator' | null): View => (
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

export const mismatch = (locale: Locale, words: Words, registered: readonly string[] | null): View => (
  <RedirectMismatchPage
    context={signedOut(locale, '/api/oauth2/authorize')}
    appName={words.app}
    sent="https://inkwell.example/oauth/Callback/"
    registered={registered}
    requestId="req_41c9"
  />
);
