import { Hono, type Context } from 'hono';
import type { AccountSource, Profile } from '../../domain/accounts/index.js';
import { LOCALES } from '../../i18n/index.js';
import { Secret } from '../../kernel/secret.js';
import { PASSKEY_AMR, PASSWORD_AMR } from '../../protocol/acr.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import { isAllowedBySignIn } from '../../domain/authorization/index.js';
import type { Passkeys, PendingSignIns, SignIn } from '../../domain/sign-in/index.js';
import type { Resources } from '../../domain/resources/index.js';
import { consentAppOf } from '../../web/kit/app-access.js';
import { sendAsset } from '../../web/kit/assets/asset.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { Cookies } from '../../web/visitor/cookies.js';
import type { PageEnv } from '../../web/http/env.js';
import type { FieldError } from '../../web/kit/form.js';
import type { PageErrors } from '../../web/visitor/page-errors.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { PASSKEY_SCRIPT } from '../../web/kit/credentials/passkey-script.js';
import { tooManyTries } from '../../web/visitor/form-fault.js';
import { safeReturnTo } from '../../web/visitor/return-to.js';
import { onwardQuery, type Onward, type SignInCompletion } from '../../web/visitor/sign-in-completion.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { secondStepPages } from './second-step.js';
import { SignInPage, type UpstreamChoice } from './sign-in-page.js';

interface Dependencies {
  accounts: AccountSource;
  completion: SignInCompletion;
  profile: Profile;
  passkeys: Passkeys;
  pendingSignIns: PendingSignIns;
  resources: Resources;
  signIn: SignIn;
  visitors: Visitors;
  pageErrors: PageErrors;
  cookies: Cookies;
  trustProxy: number;
  /** Whether anyone may create an account. */
  signUpIsOpen: boolean;
  /** Whether users can reset their password. */
  forgotPassword: boolean;
  /** The upstream providers. */
  upstream: readonly UpstreamChoice[];
}

const YEAR_SECONDS = 365 * 86_400;

export const signInPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { accounts, completion, passkeys, profile, signIn, visitors, pageErrors, cookies } = dependencies;

  interface Shown {
    onward: Onward;
    username: string;
    notice?: string;
    errors: readonly FieldError[];
    status: 200 | 400 | 401 | 403 | 429;
  }

  const show = async (c: Context<PageEnv>, shown: Shown): Promise<Response> => {
    const { onward } = shown;
    const { handle = null, request = null } = onward.asked ?? {};
    const app = request?.app;
    const owner = app?.owner == null ? null : await accounts.getById(app.owner);
    const granted = request && isAllowedBySignIn(request.parameters) ? request.parameters : null;
    const grants = granted && {
      scopes: granted.scopes,
      resources: await dependencies.resources.describe(granted.resources),
    };
    const context = visitors.pageContext(c, c.get('visitor'));
    const { account } = c.get('visitor');
    const hinted = request?.parameters.hintedUserId ?? null;
    // Without this notice they would sign in as the same user again and be sent back with an error.
    const isOther = account !== null && hinted !== null && hinted !== account.id;
    const query = handle === null ? `?${onwardQuery(onward)}` : '';
    if (passkeys.isOn) c.header('content-security-policy', SCRIPT_POLICY);
    return c.html(
      <SignInPage
        context={context}
        action={`/sign-in${query}`}
        requestId={handle}
        username={shown.username}
        errors={shown.errors}
        notice={
          app && isOther ? context.messages.signIn.otherAccount(app.name, account.username) : (shown.notice ?? null)
        }
        app={
          request && app
            ? { ...consentAppOf(app, owner), redirectOrigin: originOfUri(request.parameters.redirectUri) }
            : null
        }
        grants={grants}
        passkey={
          passkeys.isOn
            ? {
                action: `/sign-in/passkey${query}`,
                options: passkeys.requestOptions(c.get('visitor').browserId),
              }
            : null
        }
        signUpUrl={dependencies.signUpIsOpen ? `/sign-up?${onwardQuery(onward)}` : null}
        forgotUrl={dependencies.forgotPassword ? '/forgot-password' : null}
        upstream={dependencies.upstream}
        returnTo={onward.returnTo}
        cancelUrl={handle === null ? null : `/authorize/cancel?request=${handle}`}
      />,
      shown.status,
    );
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  for (const path of ['/sign-in', '/sign-in/passkey', '/sign-out', '/language']) pages.use(path, visitors.middleware);
  pages.get(PASSKEY_SCRIPT.path, sendAsset(PASSKEY_SCRIPT));
  pages.route('/', secondStepPages(dependencies));

  pages.get('/sign-in', async (c) => {
    const visitor = c.get('visitor');
    const onward = await completion.onwardOf(c, c.req.query('request'), c.req.query('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    if (onward.asked === null && visitor.account !== null) {
      if (c.req.query('again') === undefined) return c.redirect(onward.returnTo, 303);
      const notice = visitors.pageContext(c, visitor).messages.steps.againNotice;
      return show(c, { onward, username: visitor.account.username, notice, errors: [], status: 200 });
    }
    const username = onward.asked?.request.parameters.loginHint ?? '';
    return show(c, { onward, username, errors: [], status: 200 });
  });

  pages.post('/sign-in', async (c) => {
    const visitor = c.get('visitor');
    const form = c.get('form');
    const { faults } = visitors.pageContext(c, visitor).messages;
    const onward = await completion.onwardOf(c, form.get('request'), c.req.query('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const username = form.get('username')?.trim() ?? '';
    const password = form.get('password') ?? '';
    const again = (status: Shown['status'], ...errors: FieldError[]): Promise<Response> =>
      show(c, { onward, username, errors, status });

    const missing = [
      ...(username === '' ? [{ field: 'username', message: faults.usernameOrEmailRequired }] : []),
      ...(password === '' ? [{ field: 'password', message: faults.passwordRequired }] : []),
    ];
    if (missing.length > 0) return again(400, ...missing);

    const attempt = await signIn.checkPassword({
      login: username,
      password: new Secret(password),
      address: clientAddress(c, dependencies.trustProxy),
      browserId: visitor.browserId,
    });
    if (attempt.outcome === 'limited') {
      return show(c, { onward, username, ...tooManyTries(c, attempt, '', faults.tooManyAttempts) });
    }
    if (attempt.outcome === 'wrong') return again(401, { field: 'username', message: faults.wrongCredentials });
    if (attempt.outcome === 'disabled') return again(403, { field: '', message: faults.accountDisabled });

    return completion.complete(c, { userId: attempt.account.id, amr: PASSWORD_AMR }, onward);
  });

  pages.post('/sign-in/passkey', async (c) => {
    const visitor = c.get('visitor');
    const form = c.get('form');
    const { faults, steps } = visitors.pageContext(c, visitor).messages;
    const onward = await completion.onwardOf(c, form.get('request'), c.req.query('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const proof = await passkeys.signIn(form.get('credential') ?? '', visitor.browserId);
    if (proof.outcome === 'ok') {
      return completion.finish(c, { userId: proof.account.id, amr: PASSKEY_AMR }, onward);
    }
    const [status, message] =
      proof.outcome === 'disabled' ? ([403, faults.accountDisabled] as const) : ([401, steps.passkeyRefused] as const);
    return show(c, { onward, username: '', errors: [{ field: '', message }], status });
  });

  pages.post('/sign-out', async (c) => {
    await visitors.signOut(c);
    return c.redirect(safeReturnTo(c.get('form').get('return_to'), '/'), 303);
  });

  pages.post('/language', async (c) => {
    const locale = LOCALES.find((candidate) => candidate === c.get('form').get('locale'));
    if (locale !== undefined) {
      cookies.set(c, 'locale', locale, YEAR_SECONDS);
      const { account } = c.get('visitor');
      if (account !== null) await profile.chooseLanguage(account.id, locale);
    }
    return c.redirect(safeReturnTo(c.get('form').get('return_to'), '/'), 303);
  });
  return pages;
};
