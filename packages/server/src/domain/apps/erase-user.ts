import type { Queryable } from '../../database/database.js';
import type { WritersEnded } from '../../kernel/ended.js';
import type { AppsTables } from './tables.js';

/**
 * Deletes the apps of a user with everything that depends on them. Part of the transaction that deletes a user; safe to
 * repeat.
 */
export const eraseAppsOf = async ({ query }: Queryable<AppsTables>, { userId }: WritersEnded): Promise<void> => {
  await query.deleteFrom('apps').where('owner_id', '=', userId).execute();
};
