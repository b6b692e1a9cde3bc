import { batches } from '../../database/batches.js';
import type { Database } from '../../database/database.js';
import { topupOrdersStore, type OrderPlace, type TopupOrder } from './store.js';
import type { WalletSchema } from './tables.js';

const hasTraces = ({ status, returnTo }: TopupOrder): boolean => status === 'pending' || returnTo !== null;

/**
 * Keeps orders for the books, but cancels pending ones and erases their return addresses. Of a deleted user; safe to
 * repeat, and writes only what needs it.
 */
export const eraseOrderTraces = async (database: Database<WalletSchema>, userId: string): Promise<void> => {
  const store = topupOrdersStore(database);
  const all = batches(
    (limit, after: OrderPlace | null) => store.listByUser(userId, limit, after),
    ({ createdAt, id }) => ({ createdAt, id }),
  );
  for await (const orders of all) {
    const ids = orders.filter(hasTraces).map(({ id }) => id);
    if (ids.length > 0) await store.eraseTraces(ids);
  }
};

/** Orders outlive the app that sent the user to pay. Of a deleted app, in batches; safe to repeat. */
export const forgetAppOfOrders = (database: Database<WalletSchema>, appId: number): Promise<void> =>
  topupOrdersStore(database).forgetApp(appId);
