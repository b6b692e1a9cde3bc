import type { Context } from 'hono';
import type { Account } from '../../domain/accounts/index.js';
import type { App, Apps } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import type { PageEnv } from '../../web/http/env.js';
import type { PageContext } from '../../web/kit/page.js';
import type { PageErrors } from '../../web/visitor/page-errors.js';
import type { Visitors } from '../../web/visitor/visitor.js';

/** The positive integer of an id; null for anything else. */
export const readId = (text: string | undefined): number | null =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;

export type Handler = (c: Context<PageEnv>, account: Account) => Promise<Response>;

export const signedIn =
  (handle: Handler) =>
  (c: Context<PageEnv>): Promise<Response> =>
    handle(c, c.get('who').account);

/** Access control and the common start of every console page. */
export const createFrame = ({ developers, visitors }: { developers: Developers; visitors: Visitors }) => ({
  /** Users who are not developers are shown how to become one. */
  forDeveloper: (handle: Handler) =>
    signedIn(async (c, account) =>
      (await developers.roleOf(account.id)) === 'user' ? c.redirect('/console', 303) : handle(c, account),
    ),

  contextOf: (c: Context<PageEnv>): PageContext => visitors.pageContext(c, c.get('visitor')),
});

interface AppFrame {
  apps: Apps;
  developers: Developers;
  visitors: Visitors;
  pageErrors: PageErrors;
}

/** Handles requests about the app in the path. */
export const forAppOf =
  ({ apps, developers, visitors, pageErrors }: AppFrame) =>
  (handle: (c: Context<PageEnv>, app: App, developer: Account) => Promise<Response>) =>
    createFrame({ developers, visitors }).forDeveloper(async (c, developer) => {
      const id = readId(c.req.param('id'));
      const app = id === null ? undefined : await apps.find(id, developer.id);
      // Other developers' apps are reported as not found (A92).
      return app === undefined ? pageErrors.show(c, 'notFound') : handle(c, app, developer);
    });
