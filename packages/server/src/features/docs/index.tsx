import { Hono } from 'hono';
import { CALL_ERRORS } from '../../protocol/call-errors.js';
import { OAUTH_ERRORS } from '../../protocol/errors.js';
import type { PageEnv } from '../../web/http/env.js';
import { Page } from '../../web/kit/page.js';
import type { Visitors } from '../../web/visitor/visitor.js';

/** Every OAuth error with its meaning and remedy, generated from `OAUTH_ERRORS`. `error_uri` links here. */
export const docsPages = ({ visitors }: { visitors: Visitors }): Hono<PageEnv> => {
  const pages = new Hono<PageEnv>();
  pages.use('/docs/*', visitors.middleware);
  pages.get('/docs', (c) => c.redirect('/docs/errors', 303));
  pages.get('/docs/errors', (c) =>
    c.html(
      <Page context={visitors.pageContext(c)} title="OAuth errors" layout="wide">
        <div lang="en">
          <h1>OAuth errors</h1>
          <p class="lead">What each error means, and what to do about it.</p>
          <p>
            Each answer carries a request id, in its header <code>X-Request-Id</code>. The developer of the app looks it
            up in the app’s request log, in the <a href="/console">console</a>, and finds there what went wrong.
          </p>
          {Object.entries(OAUTH_ERRORS).map(([code, { status, meaning, remedy, source }]) => (
            <section class="card" id={code}>
              <h2>
                <code>{code}</code>
              </h2>
              <p>{meaning}</p>
              <p>{remedy}</p>
              <p class="hint">
                {source} · HTTP {status}
              </p>
            </section>
          ))}
          <h2>In request logs</h2>
          <p>These say what came of this server’s own calls to an app. No answer carries them.</p>
          {Object.entries(CALL_ERRORS).map(([code, { meaning, remedy }]) => (
            <section class="card" id={code}>
              <h2>
                <code>{code}</code>
              </h2>
              <p>{meaning}</p>
              <p>{remedy}</p>
            </section>
          ))}
        </div>
      </Page>,
    ),
  );
  return pages;
};
