import type { Selectable } from 'kysely';
import { changes, changesIn } from '../../database/changes.js';
import type { Database, Queryable } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import { BATCH } from '../../database/batches.js';
import { withRests } from '../../kernel/rests.js';
import {
  TOPUP_ORDER_COLUMNS,
  type OrderStatus,
  type TopupOrdersTable,
  type WalletSchema,
  type WalletTables,
} from './tables.js';

export interface NewTopupOrder {
  id: string;
  userId: string;
  appId: number | null;
  provider: string;
  units: number;
  /** In the currency's hundredths. */
  amount: number;
  currency: string;
  returnTo: string | null;
  createdAt: number;
}

export interface TopupOrder extends NewTopupOrder {
  status: OrderStatus;
  paidAt: number | null;
  /** When the account source confirmed the credit; a paid order without it is credited again, idempotently. */
  creditedAt: number | null;
}

/** A position in the list of a user's orders. */
export type OrderPlace = Pick<TopupOrder, 'id' | 'createdAt'>;

const toOrder = (row: Selectable<TopupOrdersTable>): TopupOrder => ({
  id: row.id,
  userId: row.user_id,
  appId: row.app_id,
  provider: row.provider,
  units: row.units,
  amount: row.amount,
  currency: row.currency,
  returnTo: row.return_to,
  createdAt: row.created_at,
  status: row.status,
  paidAt: row.paid_at,
  creditedAt: row.credited_at,
});

export interface PaidOrder {
  id: string;
  provider: string;
  amount: number;
  currency: string;
  now: number;
}

const orders = (database: Database<WalletTables>) =>
  database.read.query.selectFrom('topup_orders').select(TOPUP_ORDER_COLUMNS);

/** Top-up orders, each paid once. */
export const topupOrdersStore = (database: Database<WalletSchema>) => ({
  /** `allowed` is part of the transaction. False, without an order, if it says so. */
  insert: (
    { userId, appId, returnTo, createdAt, ...order }: NewTopupOrder,
    allowed: (transaction: Queryable<WalletSchema>) => Promise<boolean> = () => Promise.resolve(true),
  ): Promise<boolean> => {
    const named = { user_id: userId, app_id: appId, return_to: returnTo, created_at: createdAt };
    const row = { ...order, ...named, status: 'pending' as const, paid_at: null, credited_at: null };
    return database.write(async (transaction) => {
      if (!(await allowed(transaction))) return false;
      await transaction.query.insertInto('topup_orders').values(row).execute();
      return true;
    });
  },

  countPending: async ({ query }: Queryable<WalletTables>, userId: string): Promise<number> => {
    const pending = query.selectFrom('topup_orders').where('user_id', '=', userId).where('status', '=', 'pending');
    return (await pending.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
  },

  find: async (id: string): Promise<TopupOrder | undefined> => {
    const row = await orders(database).where('id', '=', id).executeTakeFirst();
    return row && toOrder(row);
  },

  /** The user's orders, newest first; only those after a position, if given. */
  listByUser: async (userId: string, limit: number, after: OrderPlace | null): Promise<TopupOrder[]> => {
    const all = orders(database).where('user_id', '=', userId);
    const wanted =
      after === null
        ? all
        : all.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('created_at', 'id'), '<', tuple(after.createdAt, after.id)),
          );
    const rows = await wanted.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).execute();
    return rows.map(toOrder);
  },

  /**
   * Marks an order as paid if provider, amount and currency match, also one that was cancelled: the payment is a fact. True
   * for the one call that did.
   */
  markPaid: ({ id, provider, amount, currency, now }: PaidOrder): Promise<boolean> =>
    changes(database, (query) =>
      query
        .updateTable('topup_orders')
        .set({ status: 'paid', paid_at: now })
        .where('id', '=', id)
        .where('provider', '=', provider)
        .where('amount', '=', amount)
        .where('currency', '=', currency)
        .where('status', 'in', ['pending', 'cancelled']),
    ),

  /** True for the one call that did. */
  markCredited: (transaction: Queryable<WalletTables>, id: string, now: number): Promise<boolean> =>
    changesIn(transaction, (query) =>
      query.updateTable('topup_orders').set({ credited_at: now }).where('id', '=', id).where('credited_at', 'is', null),
    ),

  /** False if it is not pending. */
  cancel: (id: string): Promise<boolean> =>
    changes(database, (query) =>
      query
        .updateTable('topup_orders')
        .set({ status: 'cancelled' })
        .where('id', '=', id)
        .where('status', '=', 'pending'),
    ),

  /** Cancels those that are pending, and forgets where their user returns to. At most a batch. */
  eraseTraces: async (ids: readonly string[]): Promise<void> => {
    await database.write(async ({ query }) => {
      const these = query.updateTable('topup_orders').where('id', 'in', ids);
      await these.set({ return_to: null }).execute();
      await these.where('status', '=', 'pending').set({ status: 'cancelled' }).execute();
    });
  },

  /** In batches. */
  forgetApp: (appId: number): Promise<void> =>
    withRests(() =>
      changes(database, (query) =>
        query
          .updateTable('topup_orders')
          .set({ app_id: null })
          .where('id', 'in', (ids) =>
            ids.selectFrom('topup_orders').where('app_id', '=', appId).select('id').limit(BATCH),
          ),
      ),
    ),

  /**
   * Paid, but the process ended (or the account source was unavailable) before the credit was confirmed. Oldest first; only
   * those after a position, if given.
   */
  listUncredited: async (limit: number, after: OrderPlace | null): Promise<TopupOrder[]> => {
    const all = orders(database).where('status', '=', 'paid').where('credited_at', 'is', null);
    const wanted =
      after === null
        ? all
        : all.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
          );
    const rows = await wanted.orderBy('created_at').orderBy('id').limit(limit).execute();
    return rows.map(toOrder);
  },

  /** Deletes unpaid orders placed up to a moment. */
  deleteUnpaid: (before: number): Promise<void> =>
    deleteInBatches(database, (query, limit) =>
      query
        .deleteFrom('topup_orders')
        .where('id', 'in', (ids) =>
          ids
            .selectFrom('topup_orders')
            .select('id')
            .where('status', 'in', ['pending', 'cancelled'])
            .where('credited_at', 'is', null)
            .where('created_at', '<=', before)
            .limit(limit),
        )
        // Repeated, for a payment that arrives in between.
        .where('status', 'in', ['pending', 'cancelled']),
    ),
});

export type TopupOrdersStore = ReturnType<typeof topupOrdersStore>;
