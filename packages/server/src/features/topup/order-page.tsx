import { ScriptFile } from '../../web/kit/assets/asset.js';
import { formatMoney } from '../../web/kit/format.js';
import { Seal } from '../../web/kit/icons.js';
import { Facts } from '../../web/kit/lists.js';
import { Page, type PageContext } from '../../web/kit/page.js';
import { PROGRESS, PROGRESS_SCRIPT } from './progress-script.js';
import { BackToApp, Balance, type TopUpApp } from './topup-page.js';

export interface OrderProps {
  context: PageContext;
  order: {
    id: string;
    /** As text: "20.00 USD". */
    amount: string;
    status: 'pending' | 'paid' | 'cancelled';
    /** Where to pay, while it is pending. */
    payUrl: string | null;
  };
  /** The current balance as text. */
  balance: string;
  currency: string | null;
  app: TopUpApp | null;
}

const Pending = ({ context, order }: Pick<OrderProps, 'context' | 'order'>) => {
  const texts = context.messages.order;
  return (
    <>
      <p>{texts.pending}</p>
      <div role="status">
        <p class="waiting" hidden>
          {context.messages.orderProgress.waiting}
        </p>
      </div>
      <p class="actions">
        {order.payUrl === null ? null : (
          <a class="button primary" href={order.payUrl}>
            {texts.pay}
          </a>
        )}
        <a class="button" href={context.path}>
          {texts.reload}
        </a>
      </p>
      <ScriptFile script={PROGRESS_SCRIPT} />
    </>
  );
};

/** The state of a top-up. Safe to reload. */
export const OrderPage = ({ context, order, balance, currency, app }: OrderProps) => {
  const texts = context.messages.order;
  const title = { pending: texts.pendingTitle, paid: texts.paidTitle, cancelled: texts.cancelledTitle }[order.status];
  return (
    <Page context={context} title={title} layout="wide">
      <div class="card narrow" id={PROGRESS} data-state={order.status}>
        {order.status === 'paid' ? <Seal /> : null}
        <h1>{title}</h1>
        {order.status === 'pending' ? <Pending context={context} order={order} /> : null}
        {order.status === 'paid' ? <p>{texts.paid(order.amount)}</p> : null}
        {order.status === 'cancelled' ? <p>{texts.cancelled}</p> : null}
        {order.status === 'paid' ? <Balance label={texts.newBalance} amount={formatMoney(balance, currency)} /> : null}
        <Facts
          facts={[
            [texts.amount, order.amount],
            [texts.number, <code>{order.id}</code>],
          ]}
        />
        <p class="actions">
          <BackToApp context={context} app={app} primary={order.status === 'paid'} />
          {order.status === 'cancelled' ? <a href="/topup">{texts.again}</a> : null}
        </p>
      </div>
    </Page>
  );
};
