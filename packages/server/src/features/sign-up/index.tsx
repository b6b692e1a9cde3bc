import { Hono, type Context } from 'hono';
import { type Invitation, type Invitations, type ManagedAccounts, verifiedOf } from '../../domain/accounts/index.js';
import type { Messages } from '../../i18n/index.js';
import { Secret } from '../../kernel/secret.js';
import { PASSWORD_AMR } from '../../protocol/acr.js';
import type { AuthorizationRequests } from '../../domain/authorization/index.js';
import type { EmailAddresses } from '../../domain/mail/index.js';
import type { SignUp } from '../../domain/sign-in/index.js';
import { accountFaultsIn } from '../../web/kit/credentials/account-fault.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { faultAt, missingIn, type FormFault, type ShownForm } from '../../web/visitor/form-fault.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import { echoed, safeReturnTo } from '../../web/visitor/return-to.js';
import { AcceptInvitationPage, SignUpClosedPage, SignUpPage } from './sign-up-page.js';

interface Needs extends PageNeeds {
  accounts: ManagedAccounts;
  emailAddresses: EmailAddresses;
  invitations: Invitations;
  requests: AuthorizationRequests;
  signUp: SignUp;
  trustProxy: number;
}

/** What the visitor arrived with: an invitation, a request to continue, a page to return to. */
interface Arrival {
  token: string | null;
  invitation: Invitation | null;
  handle: string | null;
  returnTo: string;
}

interface Values {
  username: string;
  email: string;
}

/** Not validated here, unlike elsewhere: the page after sign-up checks whether the request exists. */
const requestQuery = (handle: string): string => `request=${encodeURIComponent(handle)}`;

/** The link was used, or never valid. */
const isUsedUp = ({ token, invitation }: Arrival): boolean => token !== null && invitation === null;

const invitationUsed = ({ faults }: Messages) => faultAt('', faults.invitationInvalid);

const invitationIn = ({ token, invitation }: Arrival) =>
  token !== null && invitation !== null ? { token, role: invitation.role } : null;

/** The query that makes the sign-in page continue in the same way. */
const onwardFrom = ({ handle, returnTo }: Arrival): string =>
  handle === null ? `return_to=${encodeURIComponent(returnTo)}` : requestQuery(handle);

/** Where a new user continues, or one who is signed in already. */
const destinationOf = ({ handle, returnTo }: Arrival): string =>
  handle === null ? returnTo : `/authorize?${requestQuery(handle)}`;

/** Creating an account: for anyone, for the invited, or for nobody, depending on the operator. */
export const signUpPages = (needs: Needs): Hono<PageEnv> => {
  const { accounts, emailAddresses, invitations, requests, signUp, visitors, pageErrors } = needs;
  const { limits } = accounts;
  const contextOf = visitors.pageContext;

  const arrivalOf = async (
    c: Context<PageEnv>,
    fields: { token: string | undefined; handle: string | undefined },
  ): Promise<Arrival> => ({
    token: fields.token ?? null,
    invitation: fields.token === undefined ? null : ((await invitations.find(fields.token)) ?? null),
    handle: fields.handle === undefined ? null : echoed(fields.handle),
    returnTo: safeReturnTo(queryOf(c).get('return_to'), '/account'),
  });

  const showForm = (c: Context<PageEnv>, arrival: Arrival, values: Values, { errors = [], status }: ShownForm = {}) =>
    c.html(
      <SignUpPage
        context={contextOf(c)}
        action={`/sign-up?${onwardFrom(arrival)}`}
        requestId={arrival.handle}
        invitation={invitationIn(arrival)}
        values={values}
        errors={errors}
        minimumPasswordLength={limits.minPasswordLength}
        signInUrl={`/sign-in?${onwardFrom(arrival)}`}
        cancelUrl={arrival.handle === null ? '/' : `/authorize/cancel?${requestQuery(arrival.handle)}`}
      />,
      status,
    );

  const showAcceptance = (c: Context<PageEnv>, arrival: Arrival, { errors = [], status }: ShownForm = {}) => {
    const context = contextOf(c);
    return c.html(
      <AcceptInvitationPage
        context={context}
        invitation={invitationIn(arrival) ?? { token: '', role: 'user' }}
        username={context.user?.username ?? ''}
        errors={errors}
      />,
      status,
    );
  };

  const showClosed = (c: Context<PageEnv>, arrival: Arrival) =>
    c.html(<SignUpClosedPage context={contextOf(c)} signInUrl={`/sign-in?${onwardFrom(arrival)}`} />, 403);

  /** A signed-in user accepts an invitation to become an operator. */
  const accept = async (c: Context<PageEnv>, arrival: Arrival, userId: string): Promise<Response> => {
    const { invitation } = arrival;
    return invitation !== null && (await signUp.becomeOperator(userId, invitation))
      ? c.redirect('/account', 303)
      : showAcceptance(c, arrival, invitationUsed(contextOf(c).messages));
  };

  const pages = new Hono<PageEnv>();
  pages.use('/sign-up', visitors.goingOn);

  pages.get('/sign-up', async (c) => {
    const arrival = await arrivalOf(c, { token: queryOf(c).get('invitation'), handle: queryOf(c).get('request') });
    const fault = isUsedUp(arrival) ? invitationUsed(contextOf(c).messages) : undefined;
    if (c.get('visitor').account !== null) {
      return arrival.token === null ? c.redirect(destinationOf(arrival), 303) : showAcceptance(c, arrival, fault);
    }
    if (!signUp.isFor(arrival.invitation)) return showClosed(c, arrival);
    return showForm(c, arrival, { username: '', email: '' }, { errors: fault?.errors ?? [] });
  });

  pages.post('/sign-up', async (c) => {
    const form = c.get('form');
    const visitor = c.get('visitor');
    const { messages } = contextOf(c);
    const arrival = await arrivalOf(c, { token: form.get('invitation'), handle: form.get('request') });
    if (visitor.account !== null) return accept(c, arrival, visitor.account.id);
    if (!signUp.isFor(arrival.invitation)) return showClosed(c, arrival);

    const values = { username: form.get('username')?.trim() ?? '', email: form.get('email')?.trim() ?? '' };
    const password = form.get('password') ?? '';
    const again = (fault: FormFault) => showForm(c, arrival, values, fault);
    // Checked before creating an account, which would not be the one the link promised.
    if (isUsedUp(arrival)) return again(invitationUsed(messages));
    const missing = missingIn(
      ['username', values.username, messages.faults.usernameRequired],
      ['email', values.email, messages.faults.emailRequired],
      ['password', password, messages.faults.passwordRequired],
    );
    if (missing !== null) return again(missing);

    const attempt = await signUp.register({
      account: { ...values, password: new Secret(password) },
      invitation: arrival.invitation,
      address: clientAddress(c, needs.trustProxy),
    });
    if (attempt.outcome === 'limited') return pageErrors.tooMany(c, attempt.retryAfterSeconds);
    if (attempt.outcome === 'too_late') return again(invitationUsed(messages));
    if (attempt.outcome === 'refused') return again(accountFaultsIn(attempt.faults, messages, limits));
    await emailAddresses.requestVerification(attempt.account, visitor.locale);
    const session = await visitors.signIn(c, visitor, { ...verifiedOf(attempt.account), amr: PASSWORD_AMR });
    const request = arrival.handle === null ? null : await requests.find(arrival.handle, visitor);
    if (request !== null) await requests.signedUp(request, session, visitor.browserId);
    return c.redirect(destinationOf(arrival), 303);
  });
  return pages;
};
