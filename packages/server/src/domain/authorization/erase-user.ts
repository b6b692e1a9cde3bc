import type { Queryable } from '../../database/database.js';
import type { AuthorizationTables } from './tables.js';

/**
 * Deletes the authorization requests that a user allowed by signing in. Part of the transaction that deletes a user;
 * safe to repeat.
 */
export const eraseGrantedRequests = async (
  { query }: Queryable<AuthorizationTables>,
  userId: string,
): Promise<void> => {
  await query.deleteFrom('authorization_requests').where('granted_by', '=', userId).execute();
};
