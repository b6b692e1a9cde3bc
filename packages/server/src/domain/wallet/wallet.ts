import { hasRoom, type AccountSource, type Money } from '../accounts/index.js';
import type { Shared } from '../../database/shared.js';
import { HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import { hmac } from '../../kernel/hmac.js';
import { withRests } from '../../kernel/rests.js';
import { goOn } from '../../kernel/stop.js';
import { deriveKey } from '../../kernel/keys.js';
import { MAX_UNITS, parseDecimal, unitsToNumber } from '../../kernel/quota.js';
import { randomSecret, sameText } from '../../kernel/secret.js';
import type { Payment, PaymentConfirmation, TopupProvider } from './provider.js';
import type { OrderPlace, TopupOrder, TopupOrdersStore } from './store.js';
import type { WalletSchema } from './tables.js';
import type { Audit } from '../audit/index.js';

/** What a top-up link is bound to. Signs nobody in. */
export interface TopupTicket {
  userId: string;
  appId: number;
  /** Where the app wants its user to return, at a registered origin. */
  returnTo: string | null;
}

const TICKET_LIFETIME = 15 * MINUTE;
/** Ids come from URLs, and databases do not accept every text. */
const ORDER_ID = /^order_[\w-]{43}$/;
/** In hundredths of the currency unit. */
export const MIN_TOPUP = 100;
export const MAX_TOPUP = 1_000_000;
/** Far more than a person places. Each is kept for months, also when it is never paid. */
const ORDERS_AN_HOUR = 30;
const MAX_PENDING = 100;
/** Orders that a process remembers having told of. */
const MAX_TOLD = 1_000;
/** Orders read at once, for any number that wait. */
const AT_ONCE = 100;

/** What wiring gives the subject. */
export interface Needs extends Shared<WalletSchema> {
  accounts: AccountSource;
  audit: Audit;
  money: Money;
  providers: readonly TopupProvider[];
}

interface TicketPayload extends TopupTicket {
  expiresAt: number;
}

/** The outcome of placing an order; of `too_many`, `most` says how many may be unpaid. */
export type Placement =
  | { outcome: 'placed'; url: string }
  /** No such provider is configured. */
  | { outcome: 'no_provider' }
  | { outcome: 'too_many'; most: number }
  | { outcome: 'limited'; retryAfterSeconds: number };

export type AmountFault = 'missing' | 'invalid' | 'too_small' | 'too_large' | 'over_limit';

/** Parses "12", "12.5" or "12,50" as hundredths of the currency unit. */
export const parseAmount = (text: string): { amount: number } | { fault: AmountFault } => {
  if (text.trim() === '') return { fault: 'missing' };
  const parsed = parseDecimal(text);
  if (parsed === null) return { fault: 'invalid' };
  const { whole, decimals } = parsed;
  if (whole.length > String(MAX_TOPUP).length) return { fault: 'too_large' };
  const amount = Number(whole + decimals);
  if (amount < MIN_TOPUP) return { fault: 'too_small' };
  return amount > MAX_TOPUP ? { fault: 'too_large' } : { amount };
};

const paymentOf = ({ id, amount, currency }: Pick<TopupOrder, 'id' | 'amount' | 'currency'>): Payment => ({
  orderId: id,
  amount,
  currency,
});

/** Top-ups: the links apps get, the orders users place, and crediting each paid order exactly once. */
export const createWallet = (needs: Needs & { store: TopupOrdersStore }) => {
  const { store, clock, accounts, audit, database, log, providers } = needs;
  const { currency, unitsPerCurrency } = needs.money;
  const perUser = needs.limits.create({ name: 'orders', points: ORDERS_AN_HOUR, durationSeconds: HOUR / SECOND });
  const ticketKey = deriveKey(needs.rootKey, 'top-up ticket');

  /** Orders that the log was told of. Tried again every half minute, they would fill it. */
  const told = new Set<string>();
  const tellOnce = ({ id, userId }: TopupOrder, message: string): void => {
    if (told.has(id)) return;
    log.error({ order: id, userId }, message);
    if (told.size >= MAX_TOLD) told.clear();
    told.add(id);
  };

  const tagOf = (payload: string): string => hmac(ticketKey, payload).toString('base64url');

  /** Credits a paid order. The idempotency key makes a retry harmless after a crash or an unavailable account source. */
  const credit = async (order: TopupOrder): Promise<void> => {
    const outcome = await accounts.credit(order.userId, BigInt(order.units), {
      idempotencyKey: `order:${order.id}`,
      memo: `Top-up (${order.provider})`,
    });
    if (outcome === 'unknown') return tellOnce(order, 'a paid order belongs to no account');
    if (outcome === 'over_limit') return tellOnce(order, 'a paid order would exceed the quota limit of its user');
    // Also after a duplicate: whoever credited it may have ended before this.
    await database.write(async (transaction) => {
      if (!(await store.markCredited(transaction, order.id, clock.now()))) return;
      await audit.record(transaction, {
        type: 'topup_credited',
        userId: order.userId,
        appId: order.appId,
        detail: { order: order.id, units: order.units },
      });
    });
  };

  const unitsOf = (amount: number): bigint => (BigInt(amount) * unitsPerCurrency) / 100n;

  /** Whether the account can hold as much more. */
  const canHold = async (userId: string, units: bigint): Promise<boolean> => {
    const account = await accounts.getById(userId);
    return account === null || account.quota + units <= MAX_UNITS;
  };

  const providerOf = (name: string): TopupProvider | undefined => providers.find((provider) => provider.name === name);

  return {
    currency,
    unitsPerCurrency,

    issueTicket: (ticket: TopupTicket): string => {
      const full: TicketPayload = { ...ticket, expiresAt: clock.now() + TICKET_LIFETIME };
      const payload = Buffer.from(JSON.stringify(full)).toString('base64url');
      return `${payload}.${tagOf(payload)}`;
    },

    /** Null for a ticket that is not ours, or has expired. */
    readTicket: (text: string): TopupTicket | null => {
      const [payload = '', tag = ''] = text.split('.');
      if (!sameText(tag, tagOf(payload))) return null;
      const { expiresAt, ...ticket } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as TicketPayload;
      return expiresAt > clock.now() ? ticket : null;
    },

    /** What is wrong with an amount for this user, before an order is placed. */
    faultOf: async (userId: string, amount: number): Promise<AmountFault | null> =>
      (await canHold(userId, unitsOf(amount))) ? null : 'over_limit',

    /** Places an order and says where to pay. */
    placeOrder: async (
      userId: string,
      request: { amount: number; provider: string; appId: number | null; returnTo: string | null },
    ): Promise<Placement> => {
      const provider = providerOf(request.provider);
      if (provider === undefined) return { outcome: 'no_provider' };
      const limited = await perUser.consume(userId);
      if (limited !== null) return { outcome: 'limited', retryAfterSeconds: limited.retryAfterSeconds };
      const order = {
        id: randomSecret('order_').reveal(),
        userId,
        appId: request.appId,
        provider: provider.name,
        units: unitsToNumber(unitsOf(request.amount)),
        amount: request.amount,
        currency,
        returnTo: request.returnTo,
        createdAt: clock.now(),
      };
      const isPlaced = await store.insert(order, (transaction) =>
        hasRoom(transaction, accounts, userId, {
          count: () => store.countPending(transaction, userId),
          limit: MAX_PENDING,
        }),
      );
      if (!isPlaced) return { outcome: 'too_many', most: MAX_PENDING };
      return { outcome: 'placed', ...(await provider.start(paymentOf(order))) };
    },

    /** Where to pay a pending order. Null if it is not pending, has become too much, or its provider is not configured. */
    resumeOrder: async (order: TopupOrder): Promise<{ url: string } | null> => {
      if (order.status !== 'pending' || !(await canHold(order.userId, BigInt(order.units)))) return null;
      return (await providerOf(order.provider)?.start(paymentOf(order))) ?? null;
    },

    findOrder: async (id: string, userId: string): Promise<TopupOrder | undefined> => {
      const order = ORDER_ID.test(id) ? await store.find(id) : undefined;
      return order?.userId === userId ? order : undefined;
    },

    /** The user's orders, newest first; only those after a position, if given. */
    listOrders: (userId: string, limit: number, after: OrderPlace | null): Promise<TopupOrder[]> =>
      store.listByUser(userId, limit, after),

    /** False if it is no longer pending. */
    cancelOrder: (order: TopupOrder): Promise<boolean> => store.cancel(order.id),

    /**
     * Credits an order that a provider reports as paid, once, however often it does; also one that was cancelled, because a
     * user may have gone on to pay at the provider. False, without crediting, if there is no such order, if provider, amount
     * or currency do not match, or if the provider denies it when asked.
     */
    confirmPayment: async ({ provider, ...payment }: PaymentConfirmation): Promise<boolean> => {
      const { orderId, amount, currency: paidIn } = payment;
      const find = async (): Promise<TopupOrder | undefined> => {
        const order = ORDER_ID.test(orderId) ? await store.find(orderId) : undefined;
        const matches = order?.provider === provider && order.amount === amount && order.currency === paidIn;
        return matches ? order : undefined;
      };
      const before = await find();
      if (before !== undefined && before.status !== 'paid') {
        if ((await providerOf(provider)?.confirm?.(payment)) === false) return false;
        const isFirst = await store.markPaid({ id: orderId, provider, amount, currency: paidIn, now: clock.now() });
        if (isFirst && before.status === 'cancelled')
          log.warn({ order: orderId }, 'an order was paid after it was cancelled');
      }
      const order = await find();
      if (order?.status !== 'paid') {
        log.error({ ...payment, provider }, 'a payment matches no order');
        return false;
      }
      if (order.creditedAt === null) await credit(order);
      return true;
    },

    /** Credits what was paid but not yet credited. Called by a job. A failing order is left for the next run. */
    settle: async (): Promise<void> => {
      let after: OrderPlace | null = null;
      await withRests(async () => {
        const orders: TopupOrder[] = await store.listUncredited(AT_ONCE, after);
        for (const order of orders) {
          goOn();
          await credit(order).catch((error: unknown) => log.error({ order: order.id, err: error }));
        }
        after = orders.at(-1) ?? null;
        return after !== null;
      });
    },
  };
};

export type Wallet = ReturnType<typeof createWallet>;
