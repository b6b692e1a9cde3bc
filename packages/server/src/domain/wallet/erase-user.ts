import type { Queryable } from '../../database/database.js';
import type { WalletTables } from './tables.js';

/** Orders stay for the books: pending ones are cancelled, and where a browser would have gone back to is forgotten. As part of the transaction that deletes a user; harmless to repeat. */
export const eraseOrderTraces = async ({ query }: Queryable<WalletTables>, userId: string): Promise<void> => {
  await query.updateTable('topup_orders').set({ return_to: null }).where('user_id', '=', userId).execute();
  await query
    .updateTable('topup_orders')
    .set({ status: 'cancelled' })
    .where('user_id', '=', userId)
    .where('status', '=', 'pending')
    .execute();
};
