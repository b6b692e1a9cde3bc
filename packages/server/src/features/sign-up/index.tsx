import { Hono, type Context } from 'hono';
import type { AccountLimits, ManagedAccounts, NewAccountFault } from '../../accounts/managed-accounts.js';
import type { Messages } from '../../i18n/index.js';
import { Secret } from '../../kernel/secret.js';
import type { Audit } from '../../services/audit.js';
import type { Developers } from '../../services/developers.js';
import type { Invitation, Invitations } from '../../services/invitations.js';
import type { PageEnv } from '../../web/env.js';
import type { FieldError } from '../../web/form.js';
import type { PageErrors } from '../../web/page-errors.js';
import { safeReturnTo } from '../../web/return-to.js';
import type { Visitors } from '../../web/visitor.js';
import { AcceptInvitationPage, SignUpClosedPage, SignUpPage } from './sign-up-page.js';

interface Dependencies {
  accounts: ManagedAccounts;
  audit: Audit;
  developers: Developers;
  invitations: Invitations;
  visitors: Visitors;
  pageErrors: PageErrors;
  policy: 'open' | 'invite' | 'closed';
}

/** What the visitor brought along: an invitation, a request to go on with, a page to come back to. */
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

const inWords = ({ field, reason }: NewAccountFault, { faults }: Messages, limits: AccountLimits): FieldError => {
  const messages: Readonly<Record<string, string>> = {
    'username invalid': faults.usernameInvalid(limits.maxUsernameLength),
    'username taken': faults.usernameTaken,
    'email invalid': faults.emailInvalid,
    'email taken': faults.emailTaken,
    'password too_short': faults.passwordTooShort(limits.minPasswordLength),
    'password too_long': faults.passwordTooLong(limits.maxPasswordLength),
  };
  return { field, message: messages[`${field} ${reason}`] ?? faults.usernameRequired };
};

/** Unlike elsewhere, the handle may be anything here: whether there is such a request is for its next page to find out. */
const requestQuery = (handle: string): string => `request=${encodeURIComponent(handle)}`;

/** The link was good once, or never. */
const isUsedUp = ({ token, invitation }: Arrival): boolean => token !== null && invitation === null;

/** Opening an account: for anyone, for the invited, or for nobody, as the operator wants it. */
export const signUpPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { accounts, audit, developers, invitations, visitors, pageErrors, policy } = dependencies;

  const arrivalOf = async (
    c: Context<PageEnv>,
    fields: { token: string | undefined; handle: string | undefined },
  ): Promise<Arrival> => ({
    token: fields.token ?? null,
    invitation: fields.token === undefined ? null : ((await invitations.find(fields.token)) ?? null),
    handle: fields.handle ?? null,
    returnTo: safeReturnTo(c.req.query('return_to'), '/account'),
  });

  const onwardFrom = ({ handle, returnTo }: Arrival): string =>
    handle === null ? `return_to=${encodeURIComponent(returnTo)}` : requestQuery(handle);

  const invitationOf = ({ token, invitation }: Arrival) =>
    token !== null && invitation !== null ? { token, role: invitation.role } : null;

  const showForm = (
    c: Context<PageEnv>,
    arrival: Arrival,
    values: Values,
    errors: readonly FieldError[],
    status: 200 | 400 = 200,
  ): Response | Promise<Response> =>
    c.html(
      <SignUpPage
        context={visitors.pageContext(c, c.get('visitor'))}
        action={`/sign-up?${onwardFrom(arrival)}`}
        requestId={arrival.handle}
        invitation={invitationOf(arrival)}
        values={values}
        errors={errors}
        minimumPasswordLength={accounts.limits.minPasswordLength}
        signInUrl={`/sign-in?${onwardFrom(arrival)}`}
        cancelUrl={arrival.handle === null ? '/' : `/authorize/cancel?${requestQuery(arrival.handle)}`}
      />,
      status,
    );

  const showAcceptance = (
    c: Context<PageEnv>,
    arrival: Arrival,
    errors: readonly FieldError[],
  ): Response | Promise<Response> => {
    const context = visitors.pageContext(c, c.get('visitor'));
    return c.html(
      <AcceptInvitationPage
        context={context}
        action="/sign-up"
        invitation={invitationOf(arrival) ?? { token: '', role: 'user' }}
        username={context.user?.username ?? ''}
        errors={errors}
        cancelUrl="/"
      />,
      errors.length > 0 ? 400 : 200,
    );
  };

  const mayOpen = ({ invitation }: Arrival): boolean => policy === 'open' || invitation !== null;

  const refuse = (c: Context<PageEnv>, arrival: Arrival): Response | Promise<Response> =>
    c.html(
      <SignUpClosedPage
        context={visitors.pageContext(c, c.get('visitor'))}
        contact={null}
        signInUrl={`/sign-in?${onwardFrom(arrival)}`}
      />,
      403,
    );

  const appointOperator = async (userId: string): Promise<void> => {
    await developers.grantRole(userId, 'operator');
    await audit.record({ type: 'operator_appointed', userId });
  };

  /** A user who is signed in takes the operator's role that an invitation offers. */
  const accept = async (c: Context<PageEnv>, arrival: Arrival, userId: string): Promise<Response> => {
    const { faults } = visitors.pageContext(c, c.get('visitor')).messages;
    const { invitation } = arrival;
    const used =
      invitation?.role === 'operator' &&
      (await invitations.use(invitation, async () => {
        await appointOperator(userId);
        return userId;
      }));
    return used === 'used'
      ? c.redirect('/account', 303)
      : showAcceptance(c, arrival, [{ field: '', message: faults.invitationInvalid }]);
  };

  const register = async (values: Values, password: Secret, role: Invitation['role']) => {
    const registration = await accounts.register({ ...values, password });
    if (registration.outcome === 'created') {
      const userId = registration.account.id;
      await audit.record({ type: 'account_created', userId });
      if (role === 'operator') await appointOperator(userId);
    }
    return registration;
  };

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  pages.use('/sign-up', visitors.middleware);

  pages.get('/sign-up', async (c) => {
    const arrival = await arrivalOf(c, { token: c.req.query('invitation'), handle: c.req.query('request') });
    const { account } = c.get('visitor');
    const { faults } = visitors.pageContext(c, c.get('visitor')).messages;
    const isStale = isUsedUp(arrival);
    if (account !== null && arrival.token !== null) {
      return showAcceptance(c, arrival, isStale ? [{ field: '', message: faults.invitationInvalid }] : []);
    }
    if (account !== null) return c.redirect(arrival.returnTo, 303);
    if (!mayOpen(arrival)) return refuse(c, arrival);
    const errors = isStale ? [{ field: '', message: faults.invitationInvalid }] : [];
    return showForm(c, arrival, { username: '', email: '' }, errors);
  });

  pages.post('/sign-up', async (c) => {
    const form = c.get('form');
    const visitor = c.get('visitor');
    const { messages } = visitors.pageContext(c, visitor);
    const arrival = await arrivalOf(c, { token: form.get('invitation'), handle: form.get('request') });
    if (visitor.account !== null) return accept(c, arrival, visitor.account.id);
    if (!mayOpen(arrival)) return refuse(c, arrival);

    const values = { username: form.get('username')?.trim() ?? '', email: form.get('email')?.trim() ?? '' };
    // Said before an account is made, since it would not be the one the link promised.
    if (isUsedUp(arrival)) {
      return showForm(c, arrival, values, [{ field: '', message: messages.faults.invitationInvalid }], 400);
    }
    const password = new Secret(form.get('password') ?? '');
    const missing = [
      ...(values.username === '' ? [{ field: 'username', message: messages.faults.usernameRequired }] : []),
      ...(values.email === '' ? [{ field: 'email', message: messages.faults.emailRequired }] : []),
      ...(password.reveal() === '' ? [{ field: 'password', message: messages.faults.passwordRequired }] : []),
    ];
    if (missing.length > 0) return showForm(c, arrival, values, missing, 400);

    const { invitation } = arrival;
    let registration: Awaited<ReturnType<typeof register>> | null = null;
    const open = async (): Promise<string | null> => {
      registration = await register(values, password, invitation?.role ?? 'user');
      return registration.outcome === 'created' ? registration.account.id : null;
    };
    const userId = invitation === null ? await open() : await usingInvitation(invitation, open);
    if (userId === null) {
      const faults = faultsIn(registration);
      const errors =
        faults === null
          ? [{ field: '', message: messages.faults.invitationInvalid }]
          : faults.map((fault) => inWords(fault, messages, accounts.limits));
      return showForm(c, arrival, values, errors, 400);
    }
    await visitors.signIn(c, visitor, userId);
    return c.redirect(arrival.handle === null ? arrival.returnTo : `/authorize?${requestQuery(arrival.handle)}`, 303);
  });

  return pages;

  async function usingInvitation(invitation: Invitation, open: () => Promise<string | null>): Promise<string | null> {
    let userId: string | null = null;
    await invitations.use(invitation, async () => (userId = await open()));
    return userId;
  }

  /** Null when nothing was tried: somebody else had used the invitation. */
  function faultsIn(registration: Awaited<ReturnType<typeof register>> | null): NewAccountFault[] | null {
    return registration?.outcome === 'refused' ? registration.faults : null;
  }
};
