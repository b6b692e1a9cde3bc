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
import type { FieldError } from '../../web/kit/form.js';
import { formatMoney } from '../../web/kit/format.js';
import { FETCHING_SCRIPT_POLICY } from '../../web/kit/page-headers.js';
import type { PageErrors } from '../../web/visitor/page-errors.js';
import { signedInOnly } from '../../web/visitor/signed-in-only.js';
import type { Visitors } from '../../web/visitor/visitor.js';
import { OrderPage } from './order-page.js';
import { PROGRESS_SCRIPT } from './progress-script.js';
import { TestPaymentPage } from './test-payment-page.js';
import { TopUpPage, TopUpUnavailablePage, TopUpWrongAccountPage, type TopUpApp } from './topup-page.js';

interface Dependencies {
  apps: Apps;
  wallet: Wallet;
  visitors: Visitors;
  pageErrors: PageErrors;
  money: Money;
}

const PRESETS = ['5', '10', '20', '50'];
const TEST_PROVIDER = 'test';

/** Hundredths as text: 2000 is "20.00". */
const amountText = (hundredths: number): string => formatUnits(BigInt(hundredths), 100n);

/** The pages to choose an amount, follow an order, and pay at the test provider. */
export const topupPages = (dependencies: Dependencies): Hono<PageEnv> => {
  const { apps, wallet, visitors, pageErrors, money } = dependencies;
  const { currency } = money;

  const contextOf = (c: Context<PageEnv>) => visitors.pageContext(c, c.get('visitor'));

  const balanceOf = (c: Context<PageEnv>): string => {
    const { account } = c.get('who');
    return formatUnits(account.quota - account.usedQuota, money.unitsPerCurrency);
  };

  const appOf = async (appId: number | null, returnUrl: string | null): Promise<TopUpApp | null> => {
    const app = appId === null ? undefined : await apps.findById(appId);
    return app === undefined ? null : { name: app.name, returnUrl };
  };

  const ticketOf = (text: string | undefined): TopupTicket | null =>
    text === undefined ? null : wallet.readTicket(text);

  interface Shown {
    ticketText: string | undefined;
    amount: string;
    errors: readonly FieldError[];
  }

  const show = async (c: Context<PageEnv>, { ticketText, amount, errors }: Shown): Promise<Response> => {
    const context = contextOf(c);
    const { account } = c.get('who');
    const ticket = ticketOf(ticketText);
    const app = ticket && (await appOf(ticket.appId, ticket.returnTo));
    if (ticket !== null && ticket.userId !== account.id) {
      return c.html(
        <TopUpWrongAccountPage
          context={context}
          username={account.username}
          app={app}
          returnTo={context.path}
          ownTopUpUrl="/topup"
        />,
        403,
      );
    }
    const [provider] = wallet.providerNames;
    if (provider === undefined) {
      return c.html(
        <TopUpUnavailablePage context={context} balance={balanceOf(c)} currency={currency} app={app} />,
        503,
      );
    }
    return c.html(
      <TopUpPage
        context={context}
        action="/topup"
        ticket={ticketText ?? null}
        balance={balanceOf(c)}
        currency={currency}
        amount={amount}
        presets={PRESETS}
        providers={wallet.providerNames.map((id) => ({ id, name: id }))}
        provider={provider}
        app={app}
        errors={errors}
      />,
      errors.length > 0 ? 400 : 200,
    );
  };

  const inWords = (c: Context<PageEnv>, fault: AmountFault): string => {
    const { faults } = contextOf(c).messages;
    const sentences: Readonly<Record<AmountFault, string>> = {
      missing: faults.amountRequired,
      invalid: faults.amountInvalid,
      too_small: faults.amountTooSmall(formatMoney(amountText(MIN_TOPUP), currency)),
      too_large: faults.amountTooLarge(formatMoney(amountText(MAX_TOPUP), currency)),
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
    if ('fault' in parsed) {
      return show(c, { ticketText, amount: text, errors: [{ field: 'amount', message: inWords(c, parsed.fault) }] });
    }
    if (ticket !== null && ticket.userId !== account.id) return show(c, { ticketText, amount: text, errors: [] });
    const placed = await wallet.placeOrder(account.id, {
      amount: parsed.amount,
      provider: form.get('provider') ?? '',
      appId: ticket?.appId ?? null,
      returnTo: ticket?.returnTo ?? null,
    });
    if (placed === null) {
      const { faults } = contextOf(c).messages;
      return show(c, { ticketText, amount: text, errors: [{ field: 'provider', message: faults.providerRequired }] });
    }
    return c.redirect(placed.url, 303);
  };

  const orderOf = (c: Context<PageEnv>, id: string): Promise<TopupOrder | undefined> =>
    wallet.findOrder(id, c.get('who').account.id);

  const pages = new Hono<PageEnv>();
  pages.onError(pageErrors.handler);
  pages.use('/topup/*', visitors.known, signedInOnly('/topup'), visitors.checkedForm);

  pages.get(PROGRESS_SCRIPT.path, sendAsset(PROGRESS_SCRIPT));
  pages.get('/topup', (c) => show(c, { ticketText: c.req.query('ticket'), amount: '', errors: [] }));
  pages.post('/topup', place);

  pages.get('/topup/orders/:id', async (c) => {
    const order = await orderOf(c, c.req.param('id'));
    if (order === undefined) return pageErrors.show(c, 'notFound');
    if (order.status === 'pending') c.header('content-security-policy', FETCHING_SCRIPT_POLICY);
    return c.html(
      <OrderPage
        context={contextOf(c)}
        order={{
          id: order.id,
          amount: amountText(order.amount),
          status: order.status,
          payUrl: order.provider === TEST_PROVIDER ? `/topup/test/${order.id}` : null,
        }}
        balance={balanceOf(c)}
        currency={currency}
        app={await appOf(order.appId, order.returnTo)}
      />,
    );
  });

  if (!wallet.providerNames.includes(TEST_PROVIDER)) return pages;

  pages.get('/topup/test/:id', async (c) => {
    const order = await orderOf(c, c.req.param('id'));
    if (order === undefined) return pageErrors.show(c, 'notFound');
    if (order.status !== 'pending') return c.redirect(`/topup/orders/${order.id}`, 303);
    return c.html(
      <TestPaymentPage
        context={contextOf(c)}
        action={`/topup/test/${order.id}`}
        order={{ id: order.id, amount: amountText(order.amount) }}
        currency={currency}
        errors={[]}
      />,
    );
  });
  pages.post('/topup/test/:id', async (c) => {
    const order = await orderOf(c, c.req.param('id'));
    if (order === undefined) return pageErrors.show(c, 'notFound');
    const decision = c.get('form').get('decision');
    if (decision === 'cancel') await wallet.cancelOrder(order);
    if (decision === 'pay') {
      await wallet.confirmPayment({
        orderId: order.id,
        provider: TEST_PROVIDER,
        amount: order.amount,
        currency: order.currency,
      });
    }
    return c.redirect(`/topup/orders/${order.id}`, 303);
  });
  return pages;
};
