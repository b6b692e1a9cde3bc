import type { Queryable } from '../../database/database.js';
import type { AccountSource } from '../accounts/index.js';
import { deletePendingSignIns } from './store/pending-sign-ins.js';
import type { WaysInTransaction } from './store/ways-in.js';
import type { SignInSchema } from './tables.js';

/**
 * Ends every sign-in of the user that has begun and not finished: what waits for its second step, and what is on the way
 * there. The verbs that take a way in from a user need what this resolves to, because the way to be removed may
 * have begun one. Sessions stay. Locks the account, so only `holdWritersOf` comes before it.
 */
export const changeWaysIn = async (
  accounts: AccountSource,
  transaction: Queryable<SignInSchema>,
  userId: string,
): Promise<WaysInTransaction> => {
  await accounts.voidVerified(transaction, userId);
  await deletePendingSignIns(transaction, userId);
  return transaction as unknown as WaysInTransaction;
};
