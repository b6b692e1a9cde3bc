import type { Queryable } from '../../database/database.js';
import { SessionsEnded } from '../../kernel/ended.js';
import { deleteSessionsOf } from './store/sessions.js';
import type { SessionsSchema } from './tables.js';

/**
 * Ends a user's sessions, before the authorizations are deleted that are needed to find the apps to notify. Part of the
 * transaction that deletes the user; safe to repeat.
 */
export const eraseSessionsOf = async (
  transaction: Queryable<SessionsSchema>,
  userId: string,
  now: number,
): Promise<SessionsEnded> => {
  await deleteSessionsOf(transaction, userId, now);
  await transaction.query.deleteFrom('known_browsers').where('user_id', '=', userId).execute();
  return new SessionsEnded(userId);
};
