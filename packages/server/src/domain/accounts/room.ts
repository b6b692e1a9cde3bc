import type { Queryable } from '../../database/database.js';
import type { AccountSource } from './source.js';
import type { AccountsTables } from './tables.js';

/**
 * Within the transaction that creates something for a user: whether they may have one more. The account is locked, so each of
 * several concurrent creations counts those before it.
 */
export const hasRoom = async (
  transaction: Queryable<AccountsTables>,
  accounts: Pick<AccountSource, 'hold'>,
  userId: string,
  { count, limit }: { count: () => Promise<number>; limit: number },
): Promise<boolean> => {
  await accounts.hold(transaction, userId);
  return (await count()) < limit;
};
