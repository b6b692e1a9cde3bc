import { Hono, type Context } from 'hono';
import { Secret } from '../../../kernel/secret.js';
import { readRowId } from '../../../kernel/text.js';
import { clientAddress } from '../../../web/http/client-address.js';
import type { PageEnv } from '../../../web/http/env.js';
import { SCRIPT_POLICY } from '../../../web/kit/page-headers.js';
import { passwordFaultIn } from '../../../web/kit/credentials/password-fault.js';
import { faultAt, tooManyTries } from '../../../web/visitor/form-fault.js';
import { createPasswordProof } from '../../../web/visitor/password-proof.js';
import { isRecent } from '../../../web/visitor/recent-sign-in.js';
import type { AccountNeeds } from '../needs.js';
import { describePasskeys, passkeyPages } from './passkeys.js';
import { secondStepSettings } from './second-step.js';
import { SecurityPage } from './page.js';
import type { ShowSecurity } from './shown.js';
import { connectionsOf, upstreamChanges } from './upstream.js';

/** `/account/security`: passkeys, second step, password, address, connected providers, signed-in browsers. */
export const securityPages = (needs: AccountNeeds): Hono<PageEnv> => {
  const {
    accounts,
    clock,
    developers,
    emailAddresses,
    passwordChange,
    secondStep,
    sessions,
    signOutElsewhere,
    upstream,
    visitors,
  } = needs;
  const passwordProof = createPasswordProof(needs);
  const contextOf = visitors.pageContext;

  const show: ShowSecurity = async (c, { errors = [], notice, status } = {}) => {
    const { account, session } = c.get('who');
    // Read again, so that a change just made is shown.
    const current = (await accounts.getById(account.id)) ?? account;
    const lines = (await sessions.list(account.id)).map((line) => ({ ...line, current: line.id === session.id }));
    const canChange = isRecent(session, clock);
    const passkeys = await describePasskeys(c, needs, canChange);
    if (passkeys?.adding) c.header('content-security-policy', SCRIPT_POLICY);
    return c.html(
      <SecurityPage
        context={contextOf(c)}
        username={account.username}
        email={{ address: current.email, isVerified: current.emailVerified, hasMail: emailAddresses.isOn }}
        errors={errors}
        notice={notice ?? null}
        minimumPasswordLength={accounts.limits.minPasswordLength}
        passkeys={passkeys}
        secondStep={{
          isOn: await secondStep.isOn(account.id),
          recoveryCodesLeft: await secondStep.recoveryCodesLeft(account.id),
          canChange,
          isResettable: emailAddresses.isOn && current.email !== null && !current.emailVerified,
        }}
        isDeveloper={(await developers.roleOf(account.id)) !== 'user'}
        hasPassword={await accounts.hasPassword(account.id)}
        upstream={await connectionsOf(upstream, account.id)}
        sessions={lines}
      />,
      status,
    );
  };

  const changePassword = async (c: Context<PageEnv>): Promise<Response> => {
    const { account, session } = c.get('who');
    const { messages } = contextOf(c);
    const next = new Secret(c.get('form').get('new_password') ?? '');
    if ((c.get('form').get('current_password') ?? '') !== '') {
      const fault = passwordFaultIn(messages, accounts, next);
      if (fault !== null) return show(c, faultAt('new_password', fault));
    }
    const unproven = await passwordProof.byPassword(c, 'current_password');
    if (unproven !== null) return show(c, unproven);
    const revokesCredentials = c.get('form').has('revoke_credentials');
    const { locale } = c.get('visitor');
    const renewed = await passwordChange.set(account, {
      password: next,
      kept: session,
      locale,
      address: clientAddress(c, needs.trustProxy),
      revokesCredentials,
    });
    if (renewed !== null) visitors.renewedBy(c, renewed);
    return show(c, { notice: messages.security.changed });
  };

  const changeEmail = async (c: Context<PageEnv>): Promise<Response> => {
    const { account } = c.get('who');
    const { faults, profilePage, recovery } = contextOf(c).messages;
    const email = c.get('form').get('new_email')?.trim() ?? '';
    const refuse = (message: string): Promise<Response> => show(c, faultAt('new_email', message));
    if (email === '') return refuse(faults.emailRequired);
    const unproven = await passwordProof.anew(c, 'email_password');
    if (unproven !== null) return show(c, unproven);
    const change = await emailAddresses.requestChange(account, email, c.get('visitor').locale);
    if (change.outcome === 'invalid') return refuse(faults.emailInvalid);
    if (change.outcome === 'taken') return refuse(faults.emailTaken);
    if (change.outcome === 'limited') {
      const said = emailAddresses.isOn ? recovery.tooManyMails : profilePage.tooOften;
      return show(c, tooManyTries(c, change, 'new_email', said));
    }
    return show(c, { notice: change.outcome === 'sent' ? recovery.changeSent(email) : recovery.changed });
  };

  const verifyEmail = async (c: Context<PageEnv>): Promise<Response> => {
    const { account } = c.get('who');
    const { recovery } = contextOf(c).messages;
    const wait = await emailAddresses.requestVerification(account, c.get('visitor').locale);
    return wait === null
      ? show(c, { notice: recovery.confirmationSent(account.email ?? '') })
      : show(c, tooManyTries(c, { retryAfterSeconds: wait }, '', recovery.tooManyMails));
  };

  const pages = new Hono<PageEnv>();
  pages.get('/account/security', (c) => show(c));
  pages.route('/', passkeyPages(needs, show));
  pages.route('/', secondStepSettings(needs, show));
  pages.post('/account/security/password', changePassword);
  pages.post('/account/security/email', changeEmail);
  pages.post('/account/security/email/verify', verifyEmail);
  pages.post('/account/security/sessions/end', async (c) => {
    const id = readRowId(c.get('form').get('session'));
    if (id !== null) await sessions.endById(id, c.get('who').session);
    return c.redirect('/account/security', 303);
  });
  pages.post('/account/security/sessions/end-others', async (c) => {
    visitors.renewedBy(c, await signOutElsewhere(c.get('who').session));
    return c.redirect('/account/security', 303);
  });
  pages.route('/', upstreamChanges(needs));
  return pages;
};
