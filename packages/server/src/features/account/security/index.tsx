import { Hono, type Context } from 'hono';
import type { ManagedAccounts } from '../../../domain/accounts/index.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/log.js';
import { Secret } from '../../../kernel/secret.js';
import type { EmailAddresses } from '../../../domain/mail/index.js';
import type { Passkeys, PasswordChange, PendingSignIns, SecondStep, Upstream } from '../../../domain/sign-in/index.js';
import type { Sessions } from '../../../domain/sessions/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import { SCRIPT_POLICY } from '../../../web/kit/page-headers.js';
import type { PageErrors } from '../../../web/visitor/page-errors.js';
import { passwordFaultIn } from '../../../web/kit/credentials/password-fault.js';
import { faultAt, tooManyTries } from '../../../web/visitor/form-fault.js';
import type { PasswordProof } from '../../../web/visitor/password-proof.js';
import { isRecent } from '../../../web/visitor/recent-sign-in.js';
import type { Visitors } from '../../../web/visitor/visitor.js';
import { describePasskeys, passkeyPages } from './passkeys.js';
import { describeSecondStep, secondStepSettings } from './second-step.js';
import { SecurityPage } from './page.js';
import type { Proven, Shown } from './shown.js';
import { connectionsOf, upstreamChanges } from './upstream.js';

export interface SecurityDependencies {
  accounts: ManagedAccounts;
  emailAddresses: EmailAddresses;
  passkeys: Passkeys;
  passwordChange: PasswordChange;
  pendingSignIns: PendingSignIns;
  secondStep: SecondStep;
  sessions: Sessions;
  upstream: Upstream;
  visitors: Visitors;
  pageErrors: PageErrors;
  clock: Clock;
  log: Log;
  passwordProof: PasswordProof;
}

/** `/account/security`: passkeys, second step, password, address, connected providers, signed-in browsers. */
export const securityPages = (dependencies: SecurityDependencies): Hono<PageEnv> => {
  const { accounts, emailAddresses, passwordChange, passwordProof, sessions, visitors } = dependencies;

  const contextOf = (c: Context<PageEnv>) => visitors.pageContext(c, c.get('visitor'));
  const isProven: Proven = (c) => isRecent(c.get('who').session, dependencies.clock);

  const show = async (c: Context<PageEnv>, shown: Shown = {}): Promise<Response> => {
    const { account, session } = c.get('who');
    // Read again, so that a change just made is shown.
    const current = (await accounts.getById(account.id)) ?? account;
    const lines = (await sessions.list(account.id)).map((line) => ({
      id: String(line.id),
      current: line.id === session.id,
      createdAt: line.createdAt,
      lastSeenAt: line.lastSeenAt,
      userAgent: line.userAgent,
    }));
    const passkeys = await describePasskeys(c, { ...dependencies, isProven });
    const secondStep = await describeSecondStep(c, { ...dependencies, isProven });
    if (passkeys?.adding) c.header('content-security-policy', SCRIPT_POLICY);
    return c.html(
      <SecurityPage
        context={contextOf(c)}
        username={account.username}
        email={{ address: current.email, isVerified: current.emailVerified, hasMail: emailAddresses.isOn }}
        errors={shown.errors ?? []}
        notice={shown.notice ?? null}
        minimumPasswordLength={accounts.limits.minPasswordLength}
        passkeys={passkeys}
        secondStep={secondStep}
        hasPassword={await accounts.hasPassword(account.id)}
        upstream={await connectionsOf(dependencies.upstream, account.id)}
        sessions={lines}
      />,
      shown.status ?? 200,
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
    await passwordChange.set(account.id, next, session);
    await passwordChange.tell(account.id, c.get('visitor').locale);
    return show(c, { notice: messages.security.changed });
  };

  const changeEmail = async (c: Context<PageEnv>): Promise<Response> => {
    const { account } = c.get('who');
    const { faults, recovery } = contextOf(c).messages;
    const email = c.get('form').get('new_email')?.trim() ?? '';
    const refuse = (message: string): Promise<Response> => show(c, faultAt('new_email', message));
    if (email === '') return refuse(faults.emailRequired);
    const unproven = await passwordProof.anew(c, 'email_password');
    if (unproven !== null) return show(c, unproven);
    const change = await emailAddresses.requestChange(account, email, c.get('visitor').locale);
    if (change.outcome === 'invalid') return refuse(faults.emailInvalid);
    if (change.outcome === 'taken') return refuse(faults.emailTaken);
    if (change.outcome === 'limited') return show(c, tooManyTries(c, change, 'new_email', recovery.tooManyMails));
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
  pages.route('/', passkeyPages({ ...dependencies, isProven }, show));
  pages.route('/', secondStepSettings({ ...dependencies, isProven }, show));
  pages.post('/account/security/password', changePassword);
  pages.post('/account/security/email', changeEmail);
  pages.post('/account/security/email/verify', verifyEmail);
  pages.post('/account/security/sessions/end', async (c) => {
    const id = Number(c.get('form').get('session'));
    if (Number.isSafeInteger(id)) await sessions.endById(id, c.get('who').account.id);
    return c.redirect('/account/security', 303);
  });
  pages.post('/account/security/sessions/end-others', async (c) => {
    await sessions.endOthers(c.get('who').session);
    return c.redirect('/account/security', 303);
  });
  pages.route('/', upstreamChanges({ ...dependencies, prove: passwordProof.anew }));
  return pages;
};
