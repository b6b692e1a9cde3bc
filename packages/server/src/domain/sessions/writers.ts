import type { Queryable } from '../../database/database.js';
import { holdTokensOf, type DevelopersTables } from '../developers/index.js';
import { holdSessionsOf } from './store/sessions.js';
import type { SessionsTables } from './tables.js';

/**
 * Locks what can write on a user's behalf: sessions and developer tokens. First in each transaction that ends them and changes
 * the account: requests lock their session or token and then the account, so the other order would wait for whoever waits
 * for it. They end once the account is locked too, because a sign-in may be under way.
 */
export const holdWritersOf = async (
  transaction: Queryable<SessionsTables & DevelopersTables>,
  userId: string,
): Promise<void> => {
  await holdSessionsOf(transaction, userId);
  await holdTokensOf(transaction, userId);
};
