import type { Queryable } from '../../database/database.js';
import type { Secret } from '../../kernel/secret.js';
import type { Units } from '../../kernel/quota.js';
import type { Subject } from '../../protocol/claims.js';
import type { AccountsSchema, AccountsTables } from './tables.js';

/** A user as an account source knows them. Quota is always the total credited, however the source counts. */
export interface Account extends Subject {
  /** The user's chosen language, as a BCP 47 tag; null or absent if none was chosen. */
  locale?: string | null;
  /** Grows with each change of the password, of the status and of other ways in; always 0 where the source does not count. */
  credentialVersion: number;
}

/** Whose credentials were verified, and which. */
export interface Verified {
  userId: string;
  credentialVersion: number;
}

export interface Money {
  unitsPerCurrency: Units;
  /** ISO 4217. */
  currency: string;
}

export type PasswordCheck =
  { outcome: 'ok'; account: Account } | { outcome: 'wrong' } | { outcome: 'disabled'; account: Account };

export type CreditOutcome = 'applied' | 'duplicate' | 'over_limit' | 'unknown';

/**
 * Where users and balances are stored. Every method may reject with UnavailableError (kernel/unavailable.ts), which is
 * answered with 503, never with 401.
 */
export interface AccountSource {
  getById(id: string): Promise<Account | null>;
  /** Several at once, by their ids; those that do not exist are missing. */
  getEach(ids: readonly string[]): Promise<ReadonlyMap<string, Account>>;
  /** By username or email address. @throws {AmbiguousLoginError} if it matches two accounts */
  findByLogin(login: string): Promise<Account | null>;
  /** For an unknown or ambiguous login it takes as long, and returns the same, as for a wrong password. */
  verifyPassword(login: string, password: Secret): Promise<PasswordCheck>;
  /**
   * Within a transaction: whether the account is enabled and its credentials are still those that were verified. Until the
   * transaction ends, nobody changes them. True where accounts live elsewhere.
   */
  holdVerified(transaction: Queryable<AccountsTables>, verified: Verified): Promise<boolean>;
  /**
   * Within a transaction: until it ends, every other one that holds the account waits. False if the account is gone; true
   * where accounts live elsewhere.
   */
  hold(transaction: Queryable<AccountsTables>, id: string): Promise<boolean>;
  /** Within a transaction: whatever was verified before no longer holds. Nothing where accounts live elsewhere. */
  voidVerified(transaction: Queryable<AccountsTables>, userId: string): Promise<void>;
  /**
   * `duplicate`: the idempotency key has been credited before. `over_limit`: nothing was credited, because the account cannot
   * hold as much. `unknown`: retry later with the same key. `credited` is part
   * of the transaction that credits; where accounts live elsewhere, it gets one of its own afterwards.
   */
  credit(
    id: string,
    units: Units,
    reference: { idempotencyKey: string; memo: string },
    credited?: (transaction: Queryable<AccountsSchema>) => Promise<void>,
  ): Promise<CreditOutcome>;
}

export const verifiedOf = ({ id, credentialVersion }: Account): Verified => ({ userId: id, credentialVersion });

/** The login is one account's username and another's address. */
export class AmbiguousLoginError extends Error {
  override readonly name = 'AmbiguousLoginError';
}

/** The account of a login, for callers that reveal nothing: null for none and for an ambiguous login. */
export const findUnambiguous = async (accounts: AccountSource, login: string): Promise<Account | null> => {
  try {
    return await accounts.findByLogin(login);
  } catch (error) {
    if (error instanceof AmbiguousLoginError) return null;
    throw error;
  }
};
