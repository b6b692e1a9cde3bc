import type { Queryable } from '../../database/database.js';
import type { TokensTables } from './tables.js';

/** Deletes the authorizations of a user, with their codes and token families. As part of the transaction that deletes a user; harmless to repeat. */
export const eraseAuthorizationsOf = async ({ query }: Queryable<TokensTables>, userId: string): Promise<void> => {
  await query.deleteFrom('authorizations').where('user_id', '=', userId).execute();
};
