import { ConditionEndedError } from '../../kernel/condition.js';
import type { Queryable } from '../../database/database.js';
import type { AccountSource } from './source.js';
import type { AccountsTables } from './tables.js';

/**
 * Within the transaction that creates something for a user: whether they may have one more. The account is locked, so each of
 * several concurrent creations counts those before it.
 *
 * @throws {ConditionEndedError} if the account is gone
 */
export const hasRoom = async (
  transaction: Queryable<AccountsTables>,
  accounts: Pick<AccountSource, 'hold'>,
  userId: string,
  { count, limit }: { count: () => Promise<number>; limit: number },
): Promise<boolean> => {
  if (!(await accounts.hold(transaction, userId))) throw new ConditionEndedError('the account was deleted');
  return (await count()) < limit;
};
