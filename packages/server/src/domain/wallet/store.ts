import type { Selectable } from 'kysely';
import type { Database } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import type { TopupOrdersTable, WalletTables } from './tables.js';

export type TopupOrderRow = Selectable<TopupOrdersTable>;

export type NewTopupOrder = Pick<
  TopupOrderRow,
  'id' | 'user_id' | 'app_id' | 'provider' | 'units' | 'amount' | 'currency' | 'return_to' | 'created_at'
>;

/** A place in the list of a user's orders. */
export type OrderPlace = Pick<TopupOrderRow, 'id' | 'created_at'>;

export interface Payment {
  id: string;
  provider: string;
  amount: number;
  currency: string;
  now: number;
}

/** Top-up orders, each paid once. */
export const topupOrdersStore = (database: Database<WalletTables>) => ({
  insert: async (order: NewTopupOrder): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .insertInto('topup_orders')
        .values({ ...order, status: 'pending', paid_at: null, credited_at: null })
        .execute(),
    );
  },

  find: (id: string): Promise<TopupOrderRow | undefined> =>
    database.read.query.selectFrom('topup_orders').where('id', '=', id).selectAll().executeTakeFirst(),

  /** The user's, newest first; those after a place in that list, or its beginning. */
  listByUser: (userId: string, limit: number, after: OrderPlace | null): Promise<TopupOrderRow[]> => {
    const all = database.read.query.selectFrom('topup_orders').where('user_id', '=', userId);
    const wanted =
      after === null
        ? all
        : all.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('created_at', 'id'), '<', tuple(after.created_at, after.id)),
          );
    return wanted.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit).selectAll().execute();
  },

  /** Marks a pending order as paid when provider, amount and currency are the order's own; true for the one call that did. */
  markPaid: async ({ id, provider, amount, currency, now }: Payment): Promise<boolean> => {
    const result = await database.write((transaction) =>
      transaction.query
        .updateTable('topup_orders')
        .set({ status: 'paid', paid_at: now })
        .where('id', '=', id)
        .where('provider', '=', provider)
        .where('amount', '=', amount)
        .where('currency', '=', currency)
        .where('status', '=', 'pending')
        .executeTakeFirst(),
    );
    return result.numUpdatedRows > 0n;
  },

  markCredited: async (id: string, now: number): Promise<void> => {
    await database.write((transaction) =>
      transaction.query.updateTable('topup_orders').set({ credited_at: now }).where('id', '=', id).execute(),
    );
  },

  cancel: async (id: string): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .updateTable('topup_orders')
        .set({ status: 'cancelled' })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .execute(),
    );
  },

  /** Paid, but the process ended (or the account source was away) before the credit was confirmed. */
  listUncredited: (): Promise<TopupOrderRow[]> =>
    database.read.query
      .selectFrom('topup_orders')
      .where('status', '=', 'paid')
      .where('credited_at', 'is', null)
      .selectAll()
      .execute(),

  /** Deletes the orders placed up to a moment for which nobody has paid. */
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
        // Again, for a payment that arrives in between.
        .where('status', 'in', ['pending', 'cancelled']),
    ),
});

export type TopupOrdersStore = ReturnType<typeof topupOrdersStore>;
