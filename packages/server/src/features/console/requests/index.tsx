import { Hono, type Context } from 'hono';
import type { App } from '../../../domain/apps/index.js';
import { saidIn } from '../../../i18n/field-fault.js';
import { readRequestFilter } from '../../../domain/request-log/index.js';
import { sendAsset } from '../../../web/kit/assets/asset.js';
import type { PageEnv } from '../../../web/http/env.js';
import { queryOf } from '../../../web/http/query.js';
import { FETCHING_SCRIPT_POLICY } from '../../../web/kit/page-headers.js';
import { type ConsoleNeeds, createFrame } from '../frame.js';
import { LIVE_SCRIPT } from './live-script.js';
import { RequestsPage, requestsPath } from './page.js';

const REQUESTS = '/console/apps/:id{[0-9]+}/requests';

/** The request log of a developer's apps. The console runs the middleware. */
export const requestPages = (needs: ConsoleNeeds): Hono<PageEnv> => {
  const { requestLog } = needs;
  const { forApp, contextOf } = createFrame(needs);

  const show = async (c: Context<PageEnv>, app: App, get: (name: string) => string | undefined): Promise<Response> => {
    const context = contextOf(c);
    const { filter, faults } = readRequestFilter(get);
    // Single lines and older pages never change.
    const live = filter.before === null && filter.requestId === null && faults.length === 0;
    const summary = await requestLog.summary(app.id);
    if (live) c.header('content-security-policy', FETCHING_SCRIPT_POLICY);
    return c.html(
      <RequestsPage
        context={context}
        app={app}
        filter={filter}
        lines={faults.length > 0 ? [] : await requestLog.list(app.id, filter)}
        summary={summary}
        live={live}
        errors={saidIn(context.messages, faults)}
      />,
      faults.length === 0 ? 200 : 400,
    );
  };

  const pages = new Hono<PageEnv>();

  pages.get(
    REQUESTS,
    forApp((c, app) => {
      const query = queryOf(c);
      return show(c, app, (name) => query.get(name));
    }),
  );

  // Our forms are always POSTs; the result has a URL of its own, to bookmark and share.
  pages.post(
    REQUESTS,
    forApp(async (c, app) => {
      const form = c.get('form');
      const { filter, faults } = readRequestFilter((name) => form.get(name));
      if (faults.length > 0) return show(c, app, (name) => form.get(name));
      return c.redirect(requestsPath(app.id, { ...filter, before: null }), 303);
    }),
  );
  return pages;
};

/** The page's script, served without a sign-in. */
export const liveScriptFile = (): Hono<PageEnv> => new Hono<PageEnv>().get(LIVE_SCRIPT.path, sendAsset(LIVE_SCRIPT));
