import type { Queryable } from '../../database/database.js';
import type { AppsTables } from './tables.js';

/** Deletes the apps of a user, with all that hangs on them. As part of the transaction that deletes a user; harmless to repeat. */
export const eraseAppsOf = async ({ query }: Queryable<AppsTables>, userId: string): Promise<void> => {
  await query.deleteFrom('apps').where('owner_id', '=', userId).execute();
};
