import { Hono } from 'hono';
import type { PageEnv } from '../../../web/http/env.js';
import { queryOf } from '../../../web/http/query.js';
import { formatAmount } from '../../../web/kit/format.js';
import { sendDownload } from '../data/download.js';
import type { AccountNeeds } from '../needs.js';
import { ActivityPage } from './page.js';
import { activityCsv } from './activity-csv.js';
import { OrdersPage } from './orders-page.js';

/** Ledger entries and orders, as pages and as a file. */
export const historyPages = (needs: AccountNeeds): Hono<PageEnv> => {
  const { downloads, history, clock, money, visitors } = needs;
  const pages = new Hono<PageEnv>();

  pages.get('/account/activity', async (c) => {
    const { lines: entries, ...place } = await history.entries(c.get('who').account.id, queryOf(c).get('after'));
    return c.html(<ActivityPage context={visitors.pageContext(c)} entries={entries} money={money} {...place} />);
  });

  pages.get('/account/activity.csv', async (c) => {
    const { id } = c.get('who').account;
    const begin = () => Promise.resolve(activityCsv(history.allEntries(id), money));
    return sendDownload(needs, c, await downloads.start(id, begin), {
      name: `activity-${id}`,
      at: clock.now(),
      extension: 'csv',
      contentType: 'text/csv; charset=utf-8; header=present',
    });
  });

  pages.get('/account/orders', async (c) => {
    const { lines, ...place } = await history.orders(c.get('who').account.id, queryOf(c).get('after'));
    const orders = lines.map((order) => ({ ...order, amount: formatAmount(order.amount, order.currency) }));
    return c.html(<OrdersPage context={visitors.pageContext(c)} orders={orders} {...place} />);
  });
  return pages;
};
