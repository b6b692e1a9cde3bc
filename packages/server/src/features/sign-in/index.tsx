import { Hono, type Context } from 'hono';
import { LOCALES } from '../../i18n/index.js';
import { Secret } from '../../kernel/secret.js';
import { PASSKEY_AMR, PASSWORD_AMR } from '../../protocol/acr.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import { verifiedOf } from '../../domain/accounts/index.js';
import { isAllowedBySignIn } from '../../domain/authorization/index.js';
import { consentAppOf } from '../../web/kit/app-access.js';
import { sendAsset } from '../../web/kit/assets/asset.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { PASSKEY_SCRIPT } from '../../web/kit/credentials/passkey-script.js';
import { faultAt, missingIn, tooManyTries, type ShownForm } from '../../web/visitor/form-fault.js';
import { safeReturnTo } from '../../web/visitor/return-to.js';
import { onwardQuery, type Onward } from '../../web/visitor/sign-in-completion.js';
import type { SignInNeeds } from './needs.js';
import { secondStepPages } from './second-step.js';
import { SignInPage } from './sign-in-page.js';

const YEAR_SECONDS = 365 * 86_400;

export const signInPages = (needs: SignInNeeds): Hono<PageEnv> => {
  const { accounts, completion, passkeys, profile, resources, requests, signIn, visitors, pageErrors, cookies } = needs;

  const show = async (
    c: Context<PageEnv>,
    onward: Onward,
    username: string,
    { errors = [], notice, status }: ShownForm = {},
  ): Promise<Response> => {
    const { handle = null, request = null } = onward.asked ?? {};
    const app = request?.app;
    const owner = app?.owner == null ? null : await accounts.getById(app.owner);
    const granted = request && isAllowedBySignIn(request.parameters) ? request.parameters : null;
    if (request !== null && granted !== null) await requests.shown(request);
    const grants = granted && {
      scopes: granted.scopes,
      resources: await resources.describe(granted.resources),
      daysConnected: needs.daysConnected,
    };
    const context = visitors.pageContext(c);
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
        username={username}
        errors={errors}
        notice={app && isOther ? context.messages.signIn.otherAccount(app.name, account.username) : (notice ?? null)}
        app={
          request && {
            ...consentAppOf(request.app, owner),
            redirectOrigin: originOfUri(request.parameters.redirectUri),
          }
        }
        grants={grants}
        passkey={
          passkeys.isOn
            ? { action: `/sign-in/passkey${query}`, options: passkeys.requestOptions(c.get('visitor').browserId) }
            : null
        }
        signUpUrl={needs.signUpIsOpen ? `/sign-up?${onwardQuery(onward)}` : null}
        forgotUrl={needs.forgotPassword ? '/forgot-password' : null}
        upstream={needs.upstream}
        returnTo={onward.returnTo}
        cancelUrl={handle === null ? null : `/authorize/cancel?request=${handle}`}
      />,
      status,
    );
  };

  const pages = new Hono<PageEnv>();
  for (const path of ['/sign-in', '/sign-in/passkey']) pages.use(path, visitors.signingIn);
  for (const path of ['/sign-out', '/language']) pages.use(path, visitors.onEveryPage);
  pages.get(PASSKEY_SCRIPT.path, sendAsset(PASSKEY_SCRIPT));
  pages.route('/', secondStepPages(needs));

  pages.get('/sign-in', async (c) => {
    const visitor = c.get('visitor');
    const onward = await completion.onwardOf(c, queryOf(c).get('request'), queryOf(c).get('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    if (onward.asked === null && visitor.account !== null) {
      if (queryOf(c).get('again') === undefined) return c.redirect(onward.returnTo, 303);
      const notice = visitors.pageContext(c).messages.steps.againNotice;
      return show(c, onward, visitor.account.username, { notice });
    }
    return show(c, onward, onward.asked?.request.parameters.loginHint ?? '');
  });

  pages.post('/sign-in', async (c) => {
    const visitor = c.get('visitor');
    const form = c.get('form');
    const { faults } = visitors.pageContext(c).messages;
    const onward = await completion.onwardOf(c, form.get('request'), queryOf(c).get('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const username = form.get('username')?.trim() ?? '';
    const password = form.get('password') ?? '';
    const again = (shown: ShownForm) => show(c, onward, username, shown);

    const missing = missingIn(
      ['username', username, faults.usernameOrEmailRequired],
      ['password', password, faults.passwordRequired],
    );
    if (missing !== null) return again(missing);

    const attempt = await signIn.checkPassword({
      login: username,
      password: new Secret(password),
      address: clientAddress(c, needs.trustProxy),
      browserId: visitor.browserId,
      session: visitor.session,
    });
    if (attempt.outcome === 'limited') return again(tooManyTries(c, attempt, '', faults.tooManyAttempts));
    if (attempt.outcome === 'wrong') return again(faultAt('username', faults.wrongCredentials, 401));
    if (attempt.outcome === 'disabled') return again(faultAt('', faults.accountDisabled, 403));

    return completion.complete(c, { ...verifiedOf(attempt.account), amr: PASSWORD_AMR }, onward);
  });

  pages.post('/sign-in/passkey', async (c) => {
    const visitor = c.get('visitor');
    const form = c.get('form');
    const { faults, steps } = visitors.pageContext(c).messages;
    const onward = await completion.onwardOf(c, form.get('request'), queryOf(c).get('return_to'));
    if (onward === null) return pageErrors.show(c, 'requestExpired');
    const user = { browserId: visitor.browserId, address: clientAddress(c, needs.trustProxy) };
    const proof = await passkeys.signIn(form.get('credential') ?? '', user);
    if (proof.outcome === 'ok') {
      return completion.finish(c, { ...verifiedOf(proof.account), amr: PASSKEY_AMR }, onward);
    }
    const again = (shown: ShownForm) => show(c, onward, '', shown);
    if (proof.outcome === 'limited') return again(tooManyTries(c, proof, '', faults.tooManyAttempts));
    if (proof.outcome === 'disabled') return again(faultAt('', faults.accountDisabled, 403));
    return again(faultAt('', steps.passkeyRefused, 401));
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
