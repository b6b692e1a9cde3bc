import type { TopupOrder } from '../../../domain/wallet/index.js';
import { Moment } from '../../../web/kit/format.js';
import { LinkLine, type PageContext, WidePage } from '../../../web/kit/page.js';
import { Pager } from '../../../web/kit/pager.js';

export interface OrderLine extends Pick<TopupOrder, 'id' | 'status' | 'provider' | 'createdAt'> {
  /** As text: "20.00 USD". */
  amount: string;
}

export interface OrdersProps {
  context: PageContext;
  /** Newest first. */
  orders: readonly OrderLine[];
  next: string | null;
  isFirst: boolean;
}

const Order = ({ context, order }: { context: PageContext; order: OrderLine }) => {
  const { orders } = context.messages;
  const { amount } = order;
  const isPending = order.status === 'pending';
  return (
    <li class="entry">
      <div class="entry-text">
        <p class="entry-title">
          {amount} <span class={`badge order-${order.status}`}>{orders.states[order.status]}</span>
        </p>
        <p class="hint">
          <Moment locale={context.locale} at={order.createdAt} /> · {orders.by(order.provider)}
        </p>
      </div>
      <p class="entry-link">
        <a class={isPending ? 'button primary' : 'button'} href={`/topup/orders/${order.id}`}>
          {isPending ? orders.resume : orders.open}
          <span class="unseen"> {orders.orderOf(amount)}</span>
        </a>
      </p>
    </li>
  );
};

/** Top-up orders, paged. A pending one links back to its payment. */
export const OrdersPage = ({ context, orders, next, isFirst }: OrdersProps) => {
  const { account, activity, orders: texts } = context.messages;
  return (
    <WidePage context={context} title={texts.title} lead={texts.lead}>
      <div class="card">
        {orders.length === 0 ? (
          <p class="hint">{isFirst ? texts.none : activity.noneHere}</p>
        ) : (
          <ul class="entries lines">
            {orders.map((order) => (
              <Order context={context} order={order} />
            ))}
          </ul>
        )}
        <Pager
          newest={isFirst ? null : '/account/orders'}
          older={next === null ? null : `/account/orders?after=${next}`}
          texts={context.messages.accountLinks}
        />
        <p class="hint">{account.times}</p>
      </div>
      <LinkLine href="/topup" text={account.topUp} look="button" />
      <LinkLine href="/account" text={context.messages.accountLinks.back} />
    </WidePage>
  );
};
