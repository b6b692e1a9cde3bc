import type { Context } from 'hono';
import type { Clock } from '../../kernel/clock.js';
import { readRowId } from '../../kernel/text.js';
import type { Account } from '../../domain/accounts/index.js';
import type { App, AppLogos, Apps } from '../../domain/apps/index.js';
import type { Developers } from '../../domain/developers/index.js';
import type { RequestLog } from '../../domain/request-log/index.js';
import type { Resources } from '../../domain/resources/index.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import type { SdkScript } from '../../web/kit/assets/sdk-script.js';
import type { PageContext } from '../../web/kit/page.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';

/** What the pages of the console need. */
export interface ConsoleNeeds extends PageNeeds {
  apps: Apps;
  appLogos: AppLogos;
  developers: Developers;
  requestLog: RequestLog;
  resources: Resources;
  /** Who may add resources. Existing ones can always be removed. */
  resourcesBy: 'operators' | 'developers';
  clock: Clock;
  issuer: string;
  sdkScript: SdkScript | null;
  /** Whether the playground is available. */
  playground: boolean;
}

export type Handler = (c: Context<PageEnv>, account: Account) => Promise<Response>;

export const signedIn =
  (handle: Handler) =>
  (c: Context<PageEnv>): Promise<Response> =>
    handle(c, c.get('who').account);

/** Access control and the common start of every console page. */
export const createFrame = ({ apps, developers, visitors, pageErrors }: ConsoleNeeds) => {
  const forDeveloper = (handle: Handler) =>
    signedIn(async (c, account) => {
      if ((await developers.roleOf(account.id)) === 'user') return c.redirect('/console', 303);
      const run = () => handle(c, account);
      if (c.req.method !== 'POST') return run();
      const sender = { caller: account.id, session: c.get('who').session.id };
      return developers.asChange(sender, run, (limited) => pageErrors.tooMany(c, limited.retryAfterSeconds));
    });

  return {
    /** Users who are not developers are shown how to become one. */
    forDeveloper,

    /** Handles requests about the app in the path. */
    forApp: (handle: (c: Context<PageEnv>, app: App, developer: Account) => Promise<Response>) =>
      forDeveloper(async (c, developer) => {
        const id = readRowId(c.req.param('id'));
        const app = id === null ? undefined : await apps.find(id, developer.id);
        // Other developers' apps are reported as not found (A92).
        return app === undefined ? pageErrors.show(c, 'notFound') : handle(c, app, developer);
      }),

    contextOf: (c: Context<PageEnv>): PageContext => visitors.pageContext(c),
  };
};

/** The sentence for what the last form did, which the page's URL names. */
export const noticeOf = (c: Context, sentences: Readonly<Record<string, string>>): string | null => {
  const sent = queryOf(c).get('done');
  return Object.entries(sentences).find(([done]) => done === sent)?.[1] ?? null;
};
