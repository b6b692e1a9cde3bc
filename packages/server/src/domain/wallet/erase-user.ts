import type { Queryable } from '../../database/database.js';
import type { WalletTables } from './tables.js';

/**
 * Keeps orders for the books, but cancels pending ones and erases their return addresses. Part of the transaction that
 * deletes a user; safe to repeat.
 */
export const eraseOrderTraces = async ({ query }: Queryable<WalletTables>, userId: string): Promise<void> => {
  await query.updateTable('topup_orders').set({ return_to: null }).where('user_id', '=', userId).execute();
  await query
    .updateTable('topup_orders')
    .set({ status: 'cancelled' })
    .where('user_id', '=', userId)
    .where('status', '=', 'pending')
    .execute();
};
