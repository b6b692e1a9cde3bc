import type { Queryable } from '../../database/database.js';
import type { AuthorizationTables } from './tables.js';

/** Deletes the authorization requests that a user has allowed by signing in. As part of the transaction that deletes a user; harmless to repeat. */
export const eraseGrantedRequests = async (
  { query }: Queryable<AuthorizationTables>,
  userId: string,
): Promise<void> => {
  await query.deleteFrom('authorization_requests').where('granted_by', '=', userId).execute();
};
