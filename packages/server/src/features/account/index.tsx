import { Hono, type Context } from 'hono';
import { DAY } from '../../kernel/clock.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { AccountPage } from './overview-page.js';
import { DEFAULT_RANGE, RANGES, type Range } from './activity/balance-chart.js';
import { balanceSeries, windowOf, type DayBalance } from './activity/balance-series.js';
import { authorizationPages } from './authorizations/index.js';
import { dataPages } from './data/index.js';
import { historyPages } from './activity/index.js';
import type { AccountNeeds } from './needs.js';
import { profilePages } from './profile.js';
import { securityPages } from './security/index.js';

const RECENT_ENTRIES = 10;
const NOTICE_PERIOD = 30 * DAY;

/** The account pages: the overview here, the others in the folders below. */
export const accountPages = (needs: AccountNeeds): Hono<PageEnv> => {
  const { accounts, apps, audit, clock, history, money, visitors } = needs;

  const noticesFor = async (c: Context<PageEnv>, userId: string): Promise<string[]> => {
    const { notices } = visitors.pageContext(c).messages.account;
    const events = await audit.noticesFor(userId, clock.now() - NOTICE_PERIOD);
    const named = await apps.findEach(events.map(({ appId }) => appId));
    const sentences = events.flatMap(({ type, appId }) => {
      const app = named.get(appId);
      return app === undefined ? [] : [notices[type](app.name)];
    });
    return [...new Set(sentences)];
  };

  const seriesOf = async (userId: string, days: Range): Promise<DayBalance[] | null> => {
    const now = clock.now();
    const { first, last } = windowOf(now, days);
    const told = await history.balance(userId, first, last);
    return told && balanceSeries({ now, days, ...told });
  };

  const pages = new Hono<PageEnv>();
  pages.use('/account/*', visitors.known, signedInOnly('/account'), visitors.checkedForm);

  pages.get('/account', async (c) => {
    const { account } = c.get('who');
    const range = RANGES.find((days) => String(days) === queryOf(c).get('days')) ?? DEFAULT_RANGE;
    const entries = await accounts.ledger(account.id, RECENT_ENTRIES);
    return c.html(
      <AccountPage
        context={visitors.pageContext(c)}
        account={account}
        money={money}
        series={await seriesOf(account.id, range)}
        range={range}
        entries={entries}
        notices={await noticesFor(c, account.id)}
      />,
    );
  });

  for (const part of [authorizationPages, securityPages, historyPages, profilePages, dataPages]) {
    pages.route('/', part(needs));
  }
  return pages;
};
