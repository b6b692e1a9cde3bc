import { messagesFor, type Locale } from '#server/i18n/index.js';
import { renderSVG } from 'uqr';
import { RecoveryCodesPage, SetUpPage } from '#server/features/account/security/second-step-section.js';
import { SecondStepOverPage } from '#server/features/sign-in/second-step-page.js';
import { AuthorizationsPage } from '#server/features/account/authorizations/page.js';
import { ConsentPage, ContinuePage } from '#server/features/authorize/consent-page.js';
import { FormPostPage } from '#server/features/authorize/form-post-page.js';
import { RequestsPage } from '#server/features/console/requests/page.js';
import { ResourcesPage } from '#server/features/console/resources/page.js';
import { ConfirmDevicePage, DeviceDonePage, EnterCodePage } from '#server/features/device/device-page.js';
import { RunPage, type RunProps } from '#server/features/playground/run-page.js';
import { StartPage } from '#server/features/playground/start-page.js';
import { ConfirmEmailPage, EmailConfirmedPage } from '#server/features/email-links/pages.js';
import { HomePage } from '#server/features/home/home-page.js';
import { MailboxPage, MailPage, type ShownMail } from '#server/features/mailbox/mailbox-page.js';
import { DonePage, ForgotPage, LinkUsedPage, ResetPage, SentPage } from '#server/features/password-reset/pages.js';
import { LogoutPage, LogoutRefusedPage, SignedOutPage } from '#server/features/logout/logout-page.js';
import { AcceptInvitationPage, SignUpClosedPage } from '#server/features/sign-up/sign-up-page.js';
import { TestPaymentPage } from '#server/features/topup/providers/test-payment/page.js';
import { TopUpUnavailablePage, TopUpWrongAccountPage } from '#server/features/topup/topup-page.js';
import type { TestUser } from '#server/domain/playground/test-users.js';
import { ErrorPage } from '#server/web/kit/error-page.js';
import type { View } from '#server/web/kit/page.js';
import { UPSTREAM_VIEWS } from './upstream-views.js';
import { BRANDED_VIEWS } from './branded-views.js';
import { OWN_ACCOUNT_VIEWS } from './own-account-views.js';
import { CONSOLE_VIEWS } from './console-views.js';
import {
  account,
  APP_LOGO,
  authorizations,
  consentProps,
  leavesWith,
  mismatch,
  NEW_YEAR_2022,
  order,
  PLAIN,
  secondStep,
  security,
  signedIn,
  signedOut,
  signIn,
  signingIn,
  signUp,
  topUp,
  type Words,
} from './sample-views.js';

/** A view with sample props. */
export interface SampleView {
  name: string;
  view: (locale: Locale, words?: Words) => View;
}

const MAIL: ShownMail = {
  id: 'm1',
  to: 'alice@example.com',
  subject: 'Reset your password',
  text: `Hello alice,\n\nReset password:\nhttps://id.example/reset-password?token=${'a'.repeat(43)}\n`,
  receivedAt: Date.UTC(2026, 10, 22, 16, 5),
};

const jwt = [
  { alg: 'HS256', typ: 'at+jwt' },
  { sub: '1', exp: 1_790_000_000, aud: 'https://id.example' },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('c2lnbmF0dXJl'.repeat(4))
  .join('.');

const exchanges: RunProps['run']['exchanges'] = [
  {
    step: 'exchange',
    request: {
      method: 'POST',
      url: 'https://id.example/api/oauth2/token',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      form: [
        ['grant_type', 'authorization_code'],
        ['client_secret', 'YOUR_CLIENT_SECRET'],
      ],
    },
    answer: { status: 400, headers: [['content-type', 'application/json']], body: '{"error":"invalid_grant"}' },
  },
];

const MONEY = { unitsPerCurrency: 1000n, currency: 'EUR' };

const testUser = (words: Words): TestUser => ({
  username: words.username,
  email: 'somebody.with.a.rather.long.name@example.com',
  emailVerified: false,
  quota: 10_000,
  usedQuota: 12_500,
  isEnabled: true,
});

const playgroundRun = (locale: Locale, words: Words, changes: Partial<RunProps>): View => (
  <RunPage
    context={signedIn(locale, words, '/playground/run')}
    appName={words.app}
    run={{ id: 1, isAnswered: false, code: null, tokens: null, exchanges: [], testUser: null }}
    request={{
      method: 'GET',
      url: `https://id.example/api/oauth2/authorize?client_id=client_${'a'.repeat(43)}&scope=profile&state=s1`,
      headers: [],
      form: null,
    }}
    open={[]}
    money={MONEY}
    change={{ amount: '', measure: 'currency' }}
    errors={[]}
    {...changes}
  />
);

/** Every view, in its variants. */
export const VIEWS: readonly SampleView[] = [
  ...BRANDED_VIEWS,
  ...UPSTREAM_VIEWS,
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
        grants: { scopes: ['profile', 'balance'], resources: [], daysConnected: 365 },
        requestId: 'r1',
        cancelUrl: '/cancel',
      }),
  },
  { name: 'sign-up', view: (locale) => signUp(locale, null) },
  { name: 'sign-up, invited', view: (locale) => signUp(locale, 'user') },
  { name: 'sign-up, operator', view: (locale) => signUp(locale, 'operator') },
  {
    name: 'sign-up, closed',
    view: (locale) => <SignUpClosedPage context={signedOut(locale, '/sign-up')} signInUrl="/sign-in" />,
  },
  {
    name: 'invitation, signed in',
    view: (locale, words = PLAIN) => (
      <AcceptInvitationPage
        context={signedIn(locale, words, '/sign-up')}
        invitation={{ token: 'i1', role: 'operator' }}
        username={words.username}
        errors={[]}
      />
    ),
  },
  { name: 'consent', view: (locale, words = PLAIN) => <ConsentPage {...consentProps(locale, words)} /> },
  {
    name: 'consent, unasked scopes',
    view: (locale, words = PLAIN) => {
      const props = consentProps(locale, words);
      const scopes = props.scopes.map((asked) => ({ ...asked, optional: true, isTicked: false }));
      return <ConsentPage {...props} scopes={scopes} overAsks />;
    },
  },
  { name: 'consent, one click', view: (locale, words = PLAIN) => <ContinuePage {...consentProps(locale, words)} /> },
  {
    name: 'device, code',
    view: (locale, words = PLAIN) => (
      <EnterCodePage context={signedIn(locale, words, '/device')} userCode="" errors={[]} />
    ),
  },
  {
    name: 'device, wrong code',
    view: (locale, words = PLAIN) => (
      <EnterCodePage
        context={signedIn(locale, words, '/device')}
        userCode={words.app}
        errors={[{ field: 'user_code', message: messagesFor(locale).device.codeUnknown }]}
      />
    ),
  },
  {
    name: 'device, question',
    view: (locale, words = PLAIN) => {
      const { app, username, resources, scopes, daysConnected } = consentProps(locale, words);
      const asked = {
        app: { ...app, logo: APP_LOGO },
        username,
        resources,
        scopes,
        daysConnected,
        staysDeclined: false,
        overAsks: false,
      };
      const context = signedIn(locale, words, '/device');
      return <ConfirmDevicePage context={context} {...asked} userCode="BCDF-GHJK" ticket="t1" />;
    },
  },
  {
    name: 'device, done',
    view: (locale, words = PLAIN) => {
      const { allowedTitle, allowed } = messagesFor(locale).device;
      return (
        <DeviceDonePage context={signedIn(locale, words, '/device')} title={allowedTitle} text={allowed} connected />
      );
    },
  },
  {
    name: 'sign-in, one click, with a logo',
    view: (locale, words = PLAIN) =>
      signIn(locale, {
        app: { ...signingIn(words), logo: APP_LOGO },
        grants: { scopes: ['profile', 'balance'], resources: [], daysConnected: 365 },
        requestId: 'r1',
        cancelUrl: '/cancel',
      }),
  },
  ...CONSOLE_VIEWS,
  {
    name: 'console, resources',
    view: (locale, words = PLAIN) => (
      <ResourcesPage
        context={signedIn(locale, words, '/console/resources')}
        resources={[
          {
            id: 1,
            identifier: 'https://mcp.inkwell.example/mcp',
            name: words.app,
            scopes: [{ name: 'notes', description: words.app }],
          },
        ]}
        form={{ identifier: 'https://', name: words.app, scopes: words.app }}
        notice={null}
        errors={[{ field: 'scopes', message: words.app }]}
      />
    ),
  },
  {
    name: 'request log, none',
    view: (locale, words = PLAIN) => (
      <RequestsPage
        context={signedIn(locale, words, '/console/apps/1/requests')}
        app={{ id: 1, name: words.app }}
        filter={{ outcome: null, operation: null, requestId: 'no id', before: null }}
        lines={[]}
        summary={{ warnings: [], succeeded: 0, failed: 0 }}
        live={false}
        errors={[{ field: 'request_id', message: words.app }]}
      />
    ),
  },
  {
    name: 'request log',
    view: (locale, words = PLAIN) => (
      <RequestsPage
        context={signedIn(locale, words, '/console/apps/1/requests')}
        app={{ id: 1, name: words.app }}
        filter={{ outcome: 'failed', operation: 'token', requestId: null, before: null }}
        lines={[
          {
            id: 2,
            at: Date.UTC(2026, 10, 22, 16, 5, 7),
            operation: 'token',
            requestId: '5f0c6a4e-7c52-4a0c-9a38-2f0d1b6c7e11',
            error: 'invalid_grant',
            reason: `The code is unknown. ${words.app}`,
            parameters: {
              grant_type: 'authorization_code',
              code: null,
              redirect_uri: `https://inkwell.example/${words.username}`,
            },
            warnings: ['browser_secret'],
          },
          {
            id: 1,
            at: Date.UTC(2026, 10, 22, 16, 5, 6),
            operation: 'userinfo',
            requestId: '0e2b1a77-1f0d-4c6e-8a51-90f3f2c1d0aa',
            error: null,
            reason: null,
            parameters: {},
            warnings: [],
          },
        ]}
        summary={{ warnings: ['browser_secret', 'no_state', 'no_pkce'], succeeded: 12_345, failed: 7 }}
        live={false}
        errors={[]}
      />
    ),
  },
  {
    name: 'playground',
    view: (locale, words = PLAIN) => (
      <StartPage
        context={signedIn(locale, words, '/playground')}
        apps={[{ id: 1, name: words.app }]}
        beyond={[words.app]}
        runUrl="/playground/run"
        money={MONEY}
        form={{
          app: '1',
          scopes: ['balance'],
          autoAuthorize: true,
          user: { user: 'own', username: words.username, credited: 'ten', spent: '', measure: 'units' },
        }}
        errors={[
          { field: 'app', message: messagesFor(locale).playground.appUnknown },
          { field: 'user-me', message: messagesFor(locale).testUsers.choose },
          { field: 'credited', message: messagesFor(locale).testUsers.unitsInvalid },
          { field: 'spent', message: messagesFor(locale).faults.amountRequired },
        ]}
      />
    ),
  },
  {
    name: 'playground, ready users',
    view: (locale, words = PLAIN) => (
      <StartPage
        context={signedIn(locale, words, '/playground')}
        apps={[{ id: 1, name: words.app }]}
        beyond={[]}
        money={MONEY}
        runUrl={null}
        form={{
          app: '1',
          scopes: ['balance'],
          autoAuthorize: false,
          user: { user: 'cents', username: '', credited: '10', spent: '0', measure: 'currency' },
        }}
        errors={[]}
      />
    ),
  },
  {
    name: 'playground, no app',
    view: (locale, words = PLAIN) => (
      <StartPage
        context={signedIn(locale, words, '/playground')}
        apps={[]}
        beyond={[]}
        runUrl={null}
        money={MONEY}
        form={{
          app: '',
          scopes: [],
          autoAuthorize: false,
          user: { user: 'me', username: '', credited: '10', spent: '0', measure: 'currency' },
        }}
        errors={[]}
      />
    ),
  },
  { name: 'playground, begun', view: (locale, words = PLAIN) => playgroundRun(locale, words, {}) },
  {
    name: 'playground, test user',
    view: (locale, words = PLAIN) =>
      playgroundRun(locale, words, {
        run: { id: 1, isAnswered: false, code: null, tokens: null, exchanges: [], testUser: testUser(words) },
        change: { amount: 'ten', measure: 'units' },
        errors: [{ field: 'amount', message: messagesFor(locale).testUsers.unitsInvalid }],
      }),
  },
  {
    name: 'playground, tokens',
    view: (locale, words = PLAIN) =>
      playgroundRun(locale, words, {
        run: {
          id: 1,
          isAnswered: true,
          code: 'c1',
          tokens: { access: jwt, refresh: 'refresh_1', id: jwt },
          exchanges,
          testUser: null,
        },
        open: ['userinfo', 'topup', 'refresh', 'revoke', 'expired', 'revoked', 'empty', 'unavailable', 'replayed'],
      }),
  },
  { name: 'account', view: (locale, words = PLAIN) => account(locale, words) },
  { name: 'authorizations', view: (locale, words = PLAIN) => authorizations(locale, words) },
  {
    name: 'authorizations, none',
    view: (locale, words = PLAIN) => (
      <AuthorizationsPage
        context={signedIn(locale, words, '/account/authorizations')}
        authorizations={[]}
        notice={null}
        cursor={null}
        next={null}
      />
    ),
  },
  ...OWN_ACCOUNT_VIEWS,
  { name: 'security', view: (locale, words = PLAIN) => security(locale, words) },
  {
    name: 'security, signed in long ago',
    view: (locale, words = PLAIN) =>
      security(locale, words, {
        errors: [],
        passkeys: {
          passkeys: [{ id: '1', name: words.app, createdAt: NEW_YEAR_2022, lastUsedAt: null }],
          adding: null,
        },
        secondStep: { isOn: true, recoveryCodesLeft: 9, canChange: false, isResettable: false },
      }),
  },
  {
    name: 'security, two steps',
    view: (locale, words = PLAIN) =>
      security(locale, words, {
        errors: [
          { field: 'passkey_2', message: messagesFor(locale).steps.passkeyNameInvalid(60) },
          { field: 'off_code', message: messagesFor(locale).steps.codeWrong },
        ],
        secondStep: { isOn: true, recoveryCodesLeft: 9, canChange: true, isResettable: false },
      }),
  },
  { name: 'second step', view: (locale) => secondStep(locale, false) },
  { name: 'second step, recovery code', view: (locale) => secondStep(locale, true) },
  {
    name: 'second step, over',
    view: (locale) => <SecondStepOverPage context={signedOut(locale, '/sign-in/second-step')} signInUrl="/sign-in" />,
  },
  {
    name: 'two steps, set up',
    view: (locale, words = PLAIN) => (
      <SetUpPage
        context={signedIn(locale, words, '/account/security/two-step')}
        proposal={{ secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', uri: '' }}
        qrCode={renderSVG('otpauth://totp/Octroi:alice?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Octroi', {
          border: 4,
        })}
        errors={[{ field: 'code', message: messagesFor(locale).steps.codeWrong }]}
      />
    ),
  },
  {
    name: 'recovery codes',
    view: (locale, words = PLAIN) => (
      <RecoveryCodesPage
        context={signedIn(locale, words, '/account/security/two-step')}
        codes={Array.from({ length: 10 }, (_, index) => `h7kq-${index}mwz-3rtd`)}
      />
    ),
  },
  {
    name: 'forgotten password',
    view: (locale) => (
      <ForgotPage
        context={signedOut(locale, '/forgot-password')}
        username=""
        errors={[{ field: 'username', message: messagesFor(locale).faults.usernameOrEmailRequired }]}
      />
    ),
  },
  {
    name: 'forgotten password, link sent',
    view: (locale) => <SentPage context={signedOut(locale, '/forgot-password')} />,
  },
  {
    name: 'forgotten password, set another',
    view: (locale, words = PLAIN) => (
      <ResetPage
        context={signedOut(locale, '/reset-password')}
        token="t1"
        isDeveloper
        username={words.username}
        minimumPasswordLength={8}
        leaves={leavesWith(words)}
        answers={{ ticked: [], shown: [] }}
        errors={[{ field: 'new_password', message: messagesFor(locale).faults.passwordTooShort(8) }]}
      />
    ),
  },
  {
    name: 'forgotten password, set',
    view: (locale, words = PLAIN) => (
      <DonePage context={signedOut(locale, '/reset-password')} leaves={leavesWith(words)} />
    ),
  },
  {
    name: 'forgotten password, link used up',
    view: (locale) => <LinkUsedPage context={signedOut(locale, '/reset-password')} askAgainUrl="/forgot-password" />,
  },
  {
    name: 'confirm an address',
    view: (locale) => (
      <ConfirmEmailPage
        context={signedOut(locale, '/verify-email')}
        action="/verify-email"
        token="t1"
        email="alice@example.com"
        username="alice"
      />
    ),
  },
  {
    name: 'address confirmed',
    view: (locale) => <EmailConfirmedPage context={signedOut(locale, '/verify-email')} email="alice@example.com" />,
  },
  {
    name: 'mailbox',
    view: (locale) => <MailboxPage context={signedOut(locale, '/dev/mailbox')} mails={[MAIL]} />,
  },
  {
    name: 'mailbox, a mail',
    view: (locale) => <MailPage context={signedOut(locale, '/dev/mailbox/m1')} mail={MAIL} />,
  },
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
          { id: 'tally', name: 'Tally' },
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
  {
    name: 'faulty request of an app that is answered by form',
    view: (locale) => (
      <ErrorPage
        context={signedOut(locale, '/api/oauth2/authorize')}
        status={400}
        {...messagesFor(locale).errors.badRequest}
        returnTo="https://inkwell.example/callback"
        answer={{ error: 'invalid_request', state: 'st-1' }}
        requestId="req_41c9"
      />
    ),
  },
  {
    name: 'stale form',
    view: (locale) => (
      <ErrorPage
        context={signedOut(locale, '/account')}
        status={403}
        {...messagesFor(locale).errors.formStale}
        openAgain="/account"
        requestId="req_41c9"
      />
    ),
  },
  { name: 'redirect mismatch', view: (locale, words = PLAIN) => mismatch(locale, words, null) },
  {
    name: 'answer by form',
    view: (locale) => (
      <FormPostPage
        context={signedOut(locale, '/authorize?request=r1')}
        action="https://inkwell.example/oauth/callback"
        answer={{ code: 'c1', state: 's1' }}
        isAutomatic
      />
    ),
  },
  {
    name: 'sign-out, asked',
    view: (locale, words = PLAIN) => (
      <LogoutPage
        context={signedIn(locale, words, '/api/oauth2/logout')}
        appName={words.app}
        request={{ client_id: 'client_1' }}
      />
    ),
  },
  {
    name: 'sign-out, refused',
    view: (locale, words = PLAIN) => (
      <LogoutRefusedPage
        context={signedIn(locale, words, '/api/oauth2/logout')}
        fault="uri"
        sent="https://inkwell.example/goodbye"
        requestId="req_41c9"
      />
    ),
  },
  { name: 'signed out', view: (locale) => <SignedOutPage context={signedOut(locale, '/logout')} returnTo={null} /> },
  {
    name: 'signed out, with a link to the app',
    view: (locale) => (
      <SignedOutPage context={signedOut(locale, '/logout')} returnTo="https://inkwell.example/goodbye" />
    ),
  },
  {
    name: 'redirect mismatch, owner',
    view: (locale, words = PLAIN) =>
      mismatch(locale, words, ['https://inkwell.example/oauth/callback', 'http://localhost:4000/oauth/callback']),
  },
];
