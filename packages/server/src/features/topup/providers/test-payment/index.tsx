import { Hono } from 'hono';
import { SCRIPT_POLICY } from '../../../../web/kit/page-headers.js';
import type { PageEnv } from '../../../../web/http/env.js';
import { formatAmount } from '../../../../web/kit/format.js';
import { signedInOnly } from '../../../../web/visitor/signed-in-only.js';
import { defineProvider, type RouteParts } from '../../provider.js';
import { TestPaymentPage } from './page.js';

const routes = ({ orders, visitors, pageErrors }: RouteParts): Hono<PageEnv> => {
  const pages = new Hono<PageEnv>();
  pages.use('*', visitors.known, signedInOnly('/topup'), visitors.checkedForm);

  pages.get('/:id', async (c) => {
    const order = await orders.find(c.req.param('id'), c.get('who').account.id);
    if (order === undefined) return pageErrors.show(c, 'notFound');
    if (order.status !== 'pending') return c.redirect(`/topup/orders/${order.id}`, 303);
    c.header('content-security-policy', SCRIPT_POLICY);
    return c.html(
      <TestPaymentPage
        context={visitors.pageContext(c)}
        action={c.req.path}
        order={{ id: order.id, amount: formatAmount(order.amount, order.currency) }}
      />,
    );
  });

  pages.post('/:id', async (c) => {
    const order = await orders.find(c.req.param('id'), c.get('who').account.id);
    if (order === undefined) return pageErrors.show(c, 'notFound');
    const decision = c.get('form').get('decision');
    if (decision === 'cancel') await orders.cancel(order);
    // Nothing is paid elsewhere, so a cancelled order can be refused here. A repeat credits what the first left uncredited.
    if (decision === 'pay' && order.status !== 'cancelled') {
      await orders.confirm({ orderId: order.id, amount: order.amount, currency: order.currency });
    }
    return c.redirect(`/topup/orders/${order.id}`, 303);
  });
  return pages;
};

export const testPayment = defineProvider({
  name: 'test',
  description: 'moves no money; it is for trying out, and refused unless the issuer is http on loopback.',
  isForTrials: true,
  settings: {},
  create: (_settings, { issuer }) => ({
    label: ({ testPayment: texts }) => texts.title,
    start: ({ orderId }) => Promise.resolve({ url: `${issuer}/topup/test/${orderId}` }),
    routes,
  }),
});
