import type { Queryable } from '../../database/database.js';
import type { TokensTables } from './tables.js';

/**
 * Deletes a user's authorizations, with their codes and token families. Part of the transaction that deletes a user;
 * safe to repeat.
 */
export const eraseAuthorizationsOf = async ({ query }: Queryable<TokensTables>, userId: string): Promise<void> => {
  await query.deleteFrom('authorizations').where('user_id', '=', userId).execute();
};
