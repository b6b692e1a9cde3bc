import type { Queryable } from '../../database/database.js';
import type { PlaygroundTables } from './tables.js';

/** Deletes the playground run of a user. As part of the transaction that deletes a user; harmless to repeat. */
export const eraseRuns = async ({ query }: Queryable<PlaygroundTables>, userId: string): Promise<void> => {
  await query.deleteFrom('playground_runs').where('user_id', '=', userId).execute();
};
