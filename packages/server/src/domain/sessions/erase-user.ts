import type { Queryable } from '../../database/database.js';
import { noteLogout } from '../logout/index.js';
import { sidOf } from './store.js';
import type { SessionsSchema } from './tables.js';

/**
 * Ends a user's sessions, before the authorizations are deleted that are needed to find the apps to notify. Part of the
 * transaction that deletes the user; safe to repeat.
 */
export const eraseSessionsOf = async (
  transaction: Queryable<SessionsSchema>,
  userId: string,
  now: number,
): Promise<void> => {
  const { query } = transaction;
  const sessions = await query.selectFrom('sessions').where('user_id', '=', userId).selectAll().execute();
  await noteLogout(transaction, { userId, sids: sessions.map(sidOf) }, now);
  await query.deleteFrom('sessions').where('user_id', '=', userId).execute();
  await query.deleteFrom('known_browsers').where('user_id', '=', userId).execute();
};
