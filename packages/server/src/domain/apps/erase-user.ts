import type { Queryable } from '../../database/database.js';
import type { WritersEnded } from '../../kernel/ended.js';
import { deleteApps } from './store/deleted.js';
import type { AppsTables } from './tables.js';

/**
 * Deletes the apps of a user. Part of the transaction that deletes a user; safe to
 * repeat.
 */
export const eraseAppsOf = async (
  transaction: Queryable<AppsTables>,
  { userId }: WritersEnded,
  now: number,
): Promise<void> => {
  await deleteApps(transaction, (where) => where('owner_id', '=', userId), now);
};
