import type { Queryable } from '../../database/database.js';
import type { DevelopersTables } from './tables.js';

/** Deletes the developer tokens of a user. Part of the transaction that deletes a user; safe to repeat. */
export const eraseDeveloperTokens = async ({ query }: Queryable<DevelopersTables>, userId: string): Promise<void> => {
  await query.deleteFrom('developer_tokens').where('user_id', '=', userId).execute();
};
