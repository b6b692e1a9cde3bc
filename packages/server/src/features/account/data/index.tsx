import { Hono, type Context } from 'hono';
import { composed } from '../../../kernel/text.js';
import type { PageEnv } from '../../../web/http/env.js';
import { formatBalance } from '../../../web/kit/format.js';
import { faultAt, type FormFault, type ShownForm } from '../../../web/visitor/form-fault.js';
import { createPasswordProof } from '../../../web/visitor/password-proof.js';
import { sendDownload } from './download.js';
import type { AccountNeeds } from '../needs.js';
import { DataPage } from './page.js';
import { DeletedPage, DeletePage, DeletionBlockedPage } from './delete-page.js';

/** Exporting all data, and deleting the account. */
export const dataPages = (needs: AccountNeeds): Hono<PageEnv> => {
  const { accounts, accountDeletion, userData, visitors, clock, money } = needs;
  const passwordProof = createPasswordProof(needs);
  const contextOf = visitors.pageContext;

  const showDelete = async (
    c: Context<PageEnv>,
    typed: string,
    { errors = [], status }: ShownForm = {},
  ): Promise<Response> => {
    const { account } = c.get('who');
    const obstacle = await accountDeletion.obstacle(account.id);
    if (obstacle !== null) {
      const blocked = <DeletionBlockedPage context={contextOf(c)} obstacle={obstacle} />;
      return c.html(blocked, status === undefined ? 200 : 409);
    }
    const balance = account.quota - account.usedQuota;
    return c.html(
      <DeletePage
        context={contextOf(c)}
        username={account.username}
        balance={balance > 0n ? formatBalance(balance, money) : null}
        belongings={await accountDeletion.belongings(account.id)}
        asksPassword={await accounts.hasPassword(account.id)}
        typed={typed}
        errors={errors}
      />,
      status,
    );
  };

  const showDeleted = async (c: Context<PageEnv>): Promise<Response> => {
    await visitors.signOut(c);
    return c.html(<DeletedPage context={visitors.pageContext(c, visitors.stranger(c), contextOf(c).locale)} />);
  };

  /** Why the form is refused; null if the user sent it and confirmed. */
  const refusalOf = async (c: Context<PageEnv>, typed: string): Promise<FormFault | null> =>
    composed(typed) === c.get('who').account.username
      ? passwordProof.anew(c, 'password')
      : faultAt('username', contextOf(c).messages.deletion.usernameWrong);

  const remove = async (c: Context<PageEnv>): Promise<Response> => {
    const { account } = c.get('who');
    const typed = (c.get('form').get('username') ?? '').trim();
    const refused = await refusalOf(c, typed);
    if (refused !== null) return showDelete(c, typed, refused);

    const outcome = await accountDeletion.delete(account.id, 'user');
    if (outcome.outcome === 'deleted' || outcome.outcome === 'gone') return showDeleted(c);
    return showDelete(c, typed, { status: 409 });
  };

  const pages = new Hono<PageEnv>();

  pages.get('/account/data', (c) => c.html(<DataPage context={contextOf(c)} />));
  pages.post('/account/data/download', async (c) => {
    const { account } = c.get('who');
    return sendDownload(needs, c, await userData.download(account), {
      name: `account-${account.id}`,
      at: clock.now(),
      extension: 'json',
      contentType: 'application/json; charset=utf-8',
    });
  });

  pages.get('/account/delete', (c) => showDelete(c, ''));
  pages.post('/account/delete', remove);
  return pages;
};
