import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AccountSource } from '../accounts/index.js';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import { deriveKey } from '../../kernel/keys.js';
import type { Log } from '../../kernel/log.js';
import { randomSecret } from '../../kernel/secret.js';
import type { PaymentConfirmation, TopupProvider } from './provider.js';
import type { OrderPlace, TopupOrder, TopupOrdersStore } from './store.js';
import type { Audit } from '../audit/index.js';

/** What a top-up link is bound to. It signs nobody in. */
export interface TopupTicket {
  userId: string;
  appId: number;
  /** Where the app wants its user back; on an origin it registered. */
  returnTo: string | null;
}

const TICKET_LIFETIME = 15 * MINUTE;
/** Ids come out of URLs, and not every text is one that a database takes for text. */
const ORDER_ID = /^order_[\w-]{43}$/;
/** In hundredths of the currency unit. */
export const MIN_TOPUP = 100;
export const MAX_TOPUP = 1_000_000;

interface Dependencies {
  store: TopupOrdersStore;
  clock: Clock;
  accounts: AccountSource;
  audit: Audit;
  log: Log;
  providers: readonly TopupProvider[];
  secretKey: Uint8Array;
  currency: string;
  unitsPerCurrency: bigint;
}

interface TicketPayload extends TopupTicket {
  expiresAt: number;
}

export type AmountFault = 'missing' | 'invalid' | 'too_small' | 'too_large';

/** Reads "12", "12.5" or "12,50" as hundredths of the currency unit. */
export const parseAmount = (text: string): { amount: number } | { fault: AmountFault } => {
  if (text.trim() === '') return { fault: 'missing' };
  const match = /^0*(\d+)(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (match === null) return { fault: 'invalid' };
  const [, whole = '', fraction = ''] = match;
  if (whole.length > String(MAX_TOPUP).length) return { fault: 'too_large' };
  const amount = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  if (amount < MIN_TOPUP) return { fault: 'too_small' };
  return amount > MAX_TOPUP ? { fault: 'too_large' } : { amount };
};

/** Top-ups: the links apps get, the orders users place, and crediting each paid order exactly once. */
export const createWallet = (dependencies: Dependencies) => {
  const { store, clock, accounts, audit, log, providers, currency, unitsPerCurrency } = dependencies;
  const ticketKey = deriveKey(dependencies.secretKey, 'top-up ticket');

  const tagOf = (payload: string): Buffer => createHmac('sha256', ticketKey).update(payload).digest();

  /**
   * Credits a paid order. The idempotency key makes a second try harmless, so that a process that died in between, or an
   * account source that was away, costs nothing but time.
   */
  const credit = async (order: TopupOrder): Promise<void> => {
    if (accounts.credit === undefined) throw new Error('This account source cannot be credited.');
    const outcome = await accounts.credit(order.userId, BigInt(order.units), {
      idempotencyKey: `order:${order.id}`,
      memo: `Top-up (${order.provider})`,
    });
    if (outcome === 'unknown') return;
    await store.markCredited(order.id, clock.now());
    if (outcome === 'applied') {
      await audit.record({
        type: 'topup_credited',
        userId: order.userId,
        appId: order.appId,
        detail: { order: order.id, units: order.units },
      });
    }
  };

  return {
    currency,
    unitsPerCurrency,
    providerNames: providers.map((provider) => provider.name),

    issueTicket: (ticket: TopupTicket): string => {
      const full: TicketPayload = { ...ticket, expiresAt: clock.now() + TICKET_LIFETIME };
      const payload = Buffer.from(JSON.stringify(full)).toString('base64url');
      return `${payload}.${tagOf(payload).toString('base64url')}`;
    },

    /** Null for a ticket that is not ours, or has expired. */
    readTicket: (text: string): TopupTicket | null => {
      const [payload = '', tag = ''] = text.split('.');
      const sent = Buffer.from(tag, 'base64url');
      const right = tagOf(payload);
      if (sent.length !== right.length || !timingSafeEqual(sent, right)) return null;
      const { expiresAt, ...ticket } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as TicketPayload;
      return expiresAt > clock.now() ? ticket : null;
    },

    /** Places an order and says where to pay it. Null when no such provider is configured. */
    placeOrder: async (
      userId: string,
      request: { amount: number; provider: string; appId: number | null; returnTo: string | null },
    ): Promise<{ url: string } | null> => {
      const provider = providers.find((candidate) => candidate.name === request.provider);
      if (provider === undefined) return null;
      const order = {
        id: randomSecret('order_').reveal(),
        userId,
        appId: request.appId,
        provider: provider.name,
        units: Number((BigInt(request.amount) * unitsPerCurrency) / 100n),
        amount: request.amount,
        currency,
        returnTo: request.returnTo,
        createdAt: clock.now(),
      };
      await store.insert(order);
      return provider.start({ orderId: order.id, amount: order.amount, currency });
    },

    /** The user's own order. */
    findOrder: async (id: string, userId: string): Promise<TopupOrder | undefined> => {
      const order = ORDER_ID.test(id) ? await store.find(id) : undefined;
      return order?.userId === userId ? order : undefined;
    },

    /** The user's orders, newest first; those after a place in that list, or its beginning. */
    listOrders: (userId: string, limit: number, after: OrderPlace | null): Promise<TopupOrder[]> =>
      store.listByUser(userId, limit, after),

    cancelOrder: (order: TopupOrder): Promise<void> => store.cancel(order.id),

    /**
     * Takes a provider's word that an order was paid, and credits it once, however often it is told. False when there is
     * no such order, or when provider, amount or currency are not the order's: then nothing is credited.
     */
    confirmPayment: async (confirmation: PaymentConfirmation): Promise<boolean> => {
      const { orderId, provider, amount, currency: paidIn } = confirmation;
      await store.markPaid({ id: orderId, provider, amount, currency: paidIn, now: clock.now() });
      const order = await store.find(orderId);
      const matches =
        order?.status === 'paid' && order.provider === provider && order.amount === amount && order.currency === paidIn;
      if (!matches) return false;
      if (order.creditedAt === null) await credit(order);
      return true;
    },

    /** Credits what was paid and not yet credited. Run by jobs. An order that fails is left for the next time. */
    settle: async (): Promise<void> => {
      for (const order of await store.listUncredited()) {
        await credit(order).catch((error: unknown) => log.error({ order: order.id, err: error }));
      }
    },
  };
};

export type Wallet = ReturnType<typeof createWallet>;
