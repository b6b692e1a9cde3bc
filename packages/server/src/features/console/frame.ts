import type { Context } from 'hono';
import type { Account } from '../../accounts/account-source.js';
import type { Developers } from '../../services/developers.js';
import type { PageEnv } from '../../web/env.js';
import type { PageContext } from '../../web/page.js';
import type { Visitors } from '../../web/visitor.js';

/** Answers a request of somebody who is known to be who they must be. */
export type Handler = (c: Context<PageEnv>, account: Account) => Promise<Response>;

/** Strangers sign in first, and then see the page they asked for; a form of theirs is not repeated for them. */
export const signedIn =
  (handle: Handler) =>
  async (c: Context<PageEnv>): Promise<Response> => {
    const { account } = c.get('visitor');
    if (account !== null) return handle(c, account);
    const returnTo = c.req.method === 'POST' ? '/console' : c.req.path;
    return c.redirect(`/sign-in?return_to=${encodeURIComponent(returnTo)}`, 303);
  };

/** Who may come in, and what every page of the console begins with. */
export const createFrame = ({ developers, visitors }: { developers: Developers; visitors: Visitors }) => ({
  /** Whoever is no developer yet is shown how to become one. */
  forDeveloper: (handle: Handler) =>
    signedIn(async (c, account) =>
      (await developers.roleOf(account.id)) === 'user' ? c.redirect('/console', 303) : handle(c, account),
    ),

  contextOf: (c: Context<PageEnv>): PageContext => visitors.pageContext(c, c.get('visitor')),
});
