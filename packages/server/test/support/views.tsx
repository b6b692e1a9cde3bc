import { messagesFor, type Locale } from '../../dist/i18n/index.js';
import { AuthorizationsPage } from '../../dist/features/account/authorizations-page.js';
import { ConsentPage, ContinuePage } from '../../dist/features/authorize/consent-page.js';
import { FormPostPage } from '../../dist/features/authorize/form-post-page.js';
import { ResourcesPage } from '../../dist/features/console/resource-page.js';
import { ConfirmDevicePage, DeviceDonePage, EnterCodePage } from '../../dist/features/device/device-page.js';
import { HomePage } from '../../dist/features/home/home-page.js';
import { LogoutPage, LogoutRefusedPage, SignedOutPage } from '../../dist/features/logout/logout-page.js';
import { AcceptInvitationPage, SignUpClosedPage } from '../../dist/features/sign-up/sign-up-page.js';
import { TestPaymentPage } from '../../dist/features/topup/test-payment-page.js';
import { TopUpUnavailablePage, TopUpWrongAccountPage } from '../../dist/features/topup/topup-page.js';
import { ErrorPage } from '../../dist/web/error-page.js';
import type { View } from '../../dist/web/page.js';
import {
  account,
  authorizations,
  consentProps,
  mismatch,
  order,
  PLAIN,
  security,
  signedIn,
  signedOut,
  signIn,
  signingIn,
  signUp,
  topUp,
  type Words,
} from './sample-views.js';

/** One view with sample props: what a reader in some language would see. */
export interface SampleView {
  name: string;
  view: (locale: Locale, words?: Words) => View;
}

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
        grants: { scopes: ['profile', 'balance'], resources: [] },
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
      const { app, username, resources } = consentProps(locale, words);
      const asked = { app, username, resources, scopes: ['profile', 'balance'] as const };
      const context = signedIn(locale, words, '/device');
      return <ConfirmDevicePage context={context} {...asked} userCode="BCDF-GHJK" ticket="t1" />;
    },
  },
  {
    name: 'device, done',
    view: (locale, words = PLAIN) => {
      const { allowedTitle, allowed } = messagesFor(locale).device;
      return <DeviceDonePage context={signedIn(locale, words, '/device')} title={allowedTitle} text={allowed} />;
    },
  },
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
    name: 'answer by form',
    view: (locale) => (
      <FormPostPage
        context={signedOut(locale, '/authorize?request=r1')}
        action="https://inkwell.example/oauth/callback"
        answer={{ code: 'c1', state: 's1' }}
      />
    ),
  },
  {
    name: 'sign-out, asked',
    view: (locale, words = PLAIN) => (
      <LogoutPage
        context={signedIn(locale, words, '/api/oauth2/logout')}
        action="/logout"
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
        action="/logout"
        fault="uri"
        sent="https://inkwell.example/goodbye"
        requestId="req_41c9"
      />
    ),
  },
  { name: 'signed out', view: (locale) => <SignedOutPage context={signedOut(locale, '/logout')} /> },
  {
    name: 'redirect mismatch, owner',
    view: (locale, words = PLAIN) =>
      mismatch(locale, words, ['https://inkwell.example/oauth/callback', 'http://localhost:4000/oauth/callback']),
  },
];
