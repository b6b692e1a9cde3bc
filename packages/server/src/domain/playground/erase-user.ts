import type { Queryable } from '../../database/database.js';
import type { PlaygroundTables } from './tables.js';

/** Deletes a user's playground run. Part of the transaction that deletes a user; safe to repeat. */
export const eraseRuns = async ({ query }: Queryable<PlaygroundTables>, userId: string): Promise<void> => {
  await query.deleteFrom('playground_runs').where('user_id', '=', userId).execute();
};
