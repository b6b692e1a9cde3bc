import { Hono, type Context } from 'hono';
import type { ManagedAccounts } from '../../domain/accounts/index.js';
import type { Developers } from '../../domain/developers/index.js';
import { Secret } from '../../kernel/secret.js';
import type { PasswordReset, RemovalAnswers, ResetOfAccount } from '../../domain/sign-in/index.js';
import { clientAddress } from '../../web/http/client-address.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { passwordFaultIn } from '../../web/kit/credentials/password-fault.js';
import { faultAt, type ShownForm } from '../../web/visitor/form-fault.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import { DonePage, ForgotPage, LinkUsedPage, ResetPage, SentPage } from './pages.js';

interface Needs extends PageNeeds {
  accounts: ManagedAccounts;
  developers: Developers;
  passwordReset: PasswordReset;
  trustProxy: number;
}

/** Before the form was sent. */
const NOT_ANSWERED: RemovalAnswers = { ticked: [], shown: [] };

/** Password resets. Without mail, only links from an operator work. */
export const passwordResetPages = (needs: Needs): Hono<PageEnv> => {
  const { accounts, developers, passwordReset, visitors, pageErrors } = needs;
  const contextOf = visitors.pageContext;
  const usedUp = (c: Context<PageEnv>) =>
    c.html(<LinkUsedPage context={contextOf(c)} askAgainUrl={passwordReset.isOn ? '/forgot-password' : null} />, 400);

  const ask = async (
    c: Context<PageEnv>,
    token: string,
    { account: { id, username }, leaves }: ResetOfAccount,
    { errors = [], status, answers = NOT_ANSWERED }: ShownForm & { answers?: RemovalAnswers } = {},
  ) =>
    c.html(
      <ResetPage
        context={contextOf(c)}
        token={token}
        username={username}
        isDeveloper={(await developers.roleOf(id)) !== 'user'}
        minimumPasswordLength={accounts.limits.minPasswordLength}
        leaves={leaves}
        answers={answers}
        errors={errors}
      />,
      status,
    );

  const pages = new Hono<PageEnv>();
  for (const path of ['/forgot-password', '/reset-password']) pages.use(path, visitors.middleware);

  if (passwordReset.isOn) {
    pages.get('/forgot-password', (c) =>
      c.html(<ForgotPage context={contextOf(c)} username={queryOf(c).get('username') ?? ''} errors={[]} />),
    );

    pages.post('/forgot-password', async (c) => {
      const context = contextOf(c);
      const username = c.get('form').get('username')?.trim() ?? '';
      if (username === '') {
        const { errors, status } = faultAt('username', context.messages.faults.usernameOrEmailRequired);
        return c.html(<ForgotPage context={context} username="" errors={errors} />, status);
      }
      const { browserId } = c.get('visitor');
      const wait = await passwordReset.request(username, clientAddress(c, needs.trustProxy), context.locale, browserId);
      if (wait !== null) return pageErrors.tooMany(c, wait);
      return c.html(<SentPage context={context} />);
    });
  }

  pages.get('/reset-password', async (c) => {
    const token = queryOf(c).get('token') ?? '';
    const found = await passwordReset.find(token);
    return found === null ? usedUp(c) : ask(c, token, found);
  });

  pages.post('/reset-password', async (c) => {
    const context = contextOf(c);
    const token = c.get('form').get('token') ?? '';
    const password = new Secret(c.get('form').get('new_password') ?? '');
    const found = await passwordReset.find(token);
    if (found === null) return usedUp(c);
    const answers = { ticked: c.get('form').all('remove'), shown: c.get('form').all('shown') };
    // Checked before the link is used up, so that the user can try again.
    const fault = passwordFaultIn(context.messages, accounts, password);
    if (fault !== null) return ask(c, token, found, { ...faultAt('new_password', fault), answers });
    const { browserId } = c.get('visitor');
    const { locale } = context;
    const address = clientAddress(c, needs.trustProxy);
    const isSet = await passwordReset.reset(token, { password, locale, address, browserId, removal: answers });
    if (!isSet) return usedUp(c);
    const leaves = await passwordReset.leavesOf(found.account.id);
    return c.html(<DonePage context={contextOf(c)} leaves={leaves} />);
  });
  return pages;
};
