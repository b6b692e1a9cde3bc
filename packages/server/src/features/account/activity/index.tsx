import { Hono, type Context } from 'hono';
import type { Money } from '../../../domain/accounts/index.js';
import type { Clock } from '../../../kernel/clock.js';
import type { AccountHistory } from '../../../domain/account-data/index.js';
import type { PageEnv } from '../../../web/http/env.js';
import { formatAmount } from '../../../web/kit/format.js';
import type { PageContext } from '../../../web/kit/page.js';
import { attachment } from '../../../web/http/attachment.js';
import { ActivityPage } from './page.js';
import { activityCsv } from './activity-csv.js';
import { ledgerLineOf } from './ledger.js';
import { OrdersPage } from './orders-page.js';

interface Dependencies {
  history: AccountHistory;
  clock: Clock;
  money: Money;
  contextOf: (c: Context<PageEnv>) => PageContext;
}

/** Ledger entries and orders, as pages and as a file. */
export const historyPages = ({ history, clock, money, contextOf }: Dependencies): Hono<PageEnv> => {
  const pages = new Hono<PageEnv>();

  pages.get('/account/activity', async (c) => {
    const { lines, next, isFirst } = await history.entries(c.get('who').account.id, c.req.query('after'));
    return c.html(
      <ActivityPage
        context={contextOf(c)}
        entries={lines.map(ledgerLineOf)}
        money={money}
        next={next}
        isFirst={isFirst}
      />,
    );
  });

  pages.get('/account/activity.csv', (c) => {
    const { id } = c.get('who').account;
    return attachment(c, activityCsv(history.allEntries(id), money), {
      name: `activity-${id}`,
      at: clock.now(),
      extension: 'csv',
      contentType: 'text/csv; charset=utf-8; header=present',
    });
  });

  pages.get('/account/orders', async (c) => {
    const { lines, next, isFirst } = await history.orders(c.get('who').account.id, c.req.query('after'));
    return c.html(
      <OrdersPage
        context={contextOf(c)}
        orders={lines.map((order) => ({
          id: order.id,
          amount: formatAmount(order.amount, order.currency),
          status: order.status,
          provider: order.provider,
          createdAt: order.createdAt,
        }))}
        next={next}
        isFirst={isFirst}
      />,
    );
  });
  return pages;
};
