import { Hono, type Context } from 'hono';
import type { Money } from '../../domain/accounts/index.js';
import { formatUnits } from '../../kernel/quota.js';
import type { Apps } from '../../domain/apps/index.js';
import {
  MAX_TOPUP,
  MIN_TOPUP,
  parseAmount,
  type AmountFault,
  type TopupOrder,
  type TopupTicket,
  type Wallet,
} from '../../domain/wallet/index.js';
import { sendAsset } from '../../web/kit/assets/asset.js';
import type { PageEnv } from '../../web/http/env.js';
import { queryOf } from '../../web/http/query.js';
import { formatAmount } from '../../web/kit/format.js';
import { FETCHING_SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import { faultAt, tooManyTries, type ShownForm } from '../../web/visitor/form-fault.js';
import type { PageNeeds } from '../../web/visitor/page-errors.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import { OrderPage } from './order-page.js';
import { PROGRESS_SCRIPT } from './progress-script.js';
import { isOnOriginOf } from './return-address.js';
import type { PaymentProvider, ProviderOrders } from './provider.js';
import { TopUpPage, TopUpUnavailablePage, TopUpWrongAccountPage, type TopUpApp } from './topup-page.js';

interface Needs extends PageNeeds {
  apps: Apps;
  wallet: Wallet;
  topupProviders: readonly PaymentProvider[];
  money: Money;
}

/** The pages to choose an amount and follow an order, and the routes of the configured providers. */
export const topupPages = (needs: Needs): Hono<PageEnv> => {
  const { apps, wallet, topupProviders: providers, visitors, pageErrors, money } = needs;
  const { currency } = money;

  const contextOf = visitors.pageContext;

  const balanceOf = (c: Context<PageEnv>): string => {
    const { account } = c.get('who');
    return formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency);
  };

  const appOf = async (appId: number | null, returnUrl: string | null): Promise<TopUpApp | null> => {
    const app = appId === null ? undefined : await apps.findWorking(appId);
    if (app === undefined) return null;
    return { name: app.name, returnUrl: returnUrl !== null && isOnOriginOf(app, returnUrl) ? returnUrl : null };
  };

  const ticketOf = (text: string | undefined): TopupTicket | null =>
    text === undefined ? null : wallet.readTicket(text);

  const show = async (
    c: Context<PageEnv>,
    ticketText: string | undefined,
    amount: string,
    { errors = [], status }: ShownForm = {},
  ): Promise<Response> => {
    const context = contextOf(c);
    const { account } = c.get('who');
    const ticket = ticketOf(ticketText);
    const app = ticket && (await appOf(ticket.appId, ticket.returnTo));
    if (ticket !== null && ticket.userId !== account.id) {
      return c.html(
        <TopUpWrongAccountPage context={context} username={account.username} app={app} returnTo={context.path} />,
        403,
      );
    }
    const [provider] = providers;
    if (provider === undefined) {
      return c.html(
        <TopUpUnavailablePage context={context} balance={balanceOf(c)} currency={currency} app={app} />,
        503,
      );
    }
    return c.html(
      <TopUpPage
        context={context}
        ticket={ticket === null ? null : (ticketText ?? null)}
        balance={balanceOf(c)}
        currency={currency}
        amount={amount}
        providers={providers.map(({ name, label }) => ({ id: name, name: label(context.messages) }))}
        provider={provider.name}
        app={app}
        errors={errors}
      />,
      status,
    );
  };

  const inWords = (c: Context<PageEnv>, fault: AmountFault): string => {
    const { faults } = contextOf(c).messages;
    const sentences: Readonly<Record<AmountFault, string>> = {
      missing: faults.amountRequired,
      invalid: faults.amountInvalid,
      too_small: faults.amountTooSmall(formatAmount(MIN_TOPUP, currency)),
      too_large: faults.amountTooLarge(formatAmount(MAX_TOPUP, currency)),
      over_limit: faults.amountOverLimit,
    };
    return sentences[fault];
  };

  const place = async (c: Context<PageEnv>): Promise<Response> => {
    const form = c.get('form');
    const { account } = c.get('who');
    const ticketText = form.get('ticket');
    const ticket = ticketOf(ticketText);
    const text = (form.get('preset') ?? form.get('amount') ?? '').trim();
    const parsed = parseAmount(text);
    const again = (shown?: ShownForm) => show(c, ticketText, text, shown);
    if ('fault' in parsed) return again(faultAt('amount', inWords(c, parsed.fault)));
    if (ticket !== null && ticket.userId !== account.id) return again();
    const found = await wallet.faultOf(account.id, parsed.amount);
    if (found !== null) return again(faultAt('amount', inWords(c, found)));
    const placed = await wallet.placeOrder(account.id, {
      amount: parsed.amount,
      provider: form.get('provider') ?? '',
      appId: ticket?.appId ?? null,
      returnTo: ticket?.returnTo ?? null,
    });
    const { faults, topUp } = contextOf(c).messages;
    switch (placed.outcome) {
      case 'placed':
        return c.redirect(placed.url, 303);
      case 'no_provider':
        return again(faultAt('provider', faults.providerRequired));
      case 'too_many':
        return again(faultAt('', topUp.tooManyUnpaid(placed.most), 409));
      case 'limited':
        return again(tooManyTries(c, placed, '', topUp.tooOften));
    }
  };

  const orderOf = (c: Context<PageEnv>, id: string): Promise<TopupOrder | undefined> =>
    wallet.findOrder(id, c.get('who').account.id);

  /** A provider's access to orders. */
  const ordersAt = ({ name }: PaymentProvider): ProviderOrders => ({
    find: async (id, userId) => {
      const order = await wallet.findOrder(id, userId);
      return order?.provider === name ? order : undefined;
    },
    cancel: wallet.cancelOrder,
    confirm: (payment) => wallet.confirmPayment({ ...payment, provider: name }),
  });

  const pages = new Hono<PageEnv>();
  for (const path of ['/topup', '/topup/orders/*']) {
    pages.use(path, visitors.known, signedInOnly('/topup'), visitors.checkedForm);
  }

  pages.get(PROGRESS_SCRIPT.path, sendAsset(PROGRESS_SCRIPT));
  pages.get('/topup', (c) => show(c, queryOf(c).get('ticket'), ''));
  pages.post('/topup', place);

  pages.get('/topup/orders/:id', async (c) => {
    const order = await orderOf(c, c.req.param('id'));
    if (order === undefined) return pageErrors.show(c, 'notFound');
    if (order.status === 'pending') c.header('content-security-policy', FETCHING_SCRIPT_POLICY);
    const canBePaid = providers.some(({ name }) => name === order.provider);
    return c.html(
      <OrderPage
        context={contextOf(c)}
        order={{
          ...order,
          amount: formatAmount(order.amount, order.currency),
          payUrl: canBePaid ? `/topup/orders/${order.id}/pay` : null,
        }}
        balance={balanceOf(c)}
        currency={currency}
        app={await appOf(order.appId, order.returnTo)}
      />,
    );
  });

  pages.get('/topup/orders/:id/pay', async (c) => {
    const order = await orderOf(c, c.req.param('id'));
    if (order === undefined) return pageErrors.show(c, 'notFound');
    const resumed = await wallet.resumeOrder(order);
    return c.redirect(resumed?.url ?? `/topup/orders/${order.id}`, 303);
  });

  for (const provider of providers) {
    pages.route(`/topup/${provider.name}`, provider.routes({ orders: ordersAt(provider), visitors, pageErrors }));
  }
  return pages;
};
