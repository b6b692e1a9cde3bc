import type { Database } from '../../database/database.js';
import { topupOrdersStore } from '../../domain/wallet/index.js';
import { MINUTE } from '../../kernel/clock.js';
import type { Schema } from '../../wiring/schema.js';
import { error, ok, type Finding } from './findings.js';

/** How many are listed. */
const TOLD = 20;
/** Servers credit what is left over every half minute. */
const PATIENCE = 5 * MINUTE;

/** Payments that arrived and brought their users nothing. */
export const examineOrders = async (database: Database<Schema>, now: number): Promise<Finding[]> => {
  const uncredited = await topupOrdersStore(database).listUncredited(TOLD, null);
  const late = uncredited.filter(({ paidAt }) => paidAt !== null && paidAt <= now - PATIENCE);
  if (late.length === 0) return ok('orders', 'every paid one is credited');
  return late.flatMap(({ id, userId, paidAt }) =>
    error(
      'orders',
      `${id} of user ${userId} was paid on ${new Date(paidAt ?? 0).toISOString()}, but is not credited.`,
      'A running server tries again every 30 seconds, and its log says why it fails. Refund what cannot be credited.',
    ),
  );
};
