import type { Units } from '../../kernel/quota.js';
import type { Secret } from '../../kernel/secret.js';
import type { Queryable } from '../../database/database.js';
import type { AccountStatus } from '../../protocol/claims.js';
import type { Account, AccountSource } from './source.js';
import type { AccountsTables } from './tables.js';

export interface NewAccount {
  username: string;
  email: string;
  /** Whether somebody else has verified the address. Default: no. */
  isEmailVerified?: boolean;
  password: Secret;
  quota?: Units;
  usedQuota?: Units;
  /** Of the opening ledger entry. */
  memo?: string;
}

/** An account whose user signs in without a password. */
export type NewPasswordlessAccount = Omit<NewAccount, 'password'>;

/** Inserts an account within a transaction. */
export type InsertAccount = (transaction: Queryable<AccountsTables>) => Promise<Account>;
export type WriteAccount = (insert: InsertAccount) => Promise<Account>;

/** Sets a password, hashed before, within a transaction. */
export type SetPassword = (transaction: Queryable<AccountsTables>, id: string) => Promise<void>;

export type NewAccountFault = {
  field: 'username' | 'email' | 'password';
  reason: 'invalid' | 'taken' | 'too_short' | 'too_long';
};

/** Whoever is refused learns why. */
export type NewAccountFaults = readonly [NewAccountFault, ...NewAccountFault[]];

export type Registration = { outcome: 'created'; account: Account } | { outcome: 'refused'; faults: NewAccountFaults };

/** One change of a balance. Units; times in milliseconds since the epoch. */
export interface LedgerEntry {
  /** Grows with time. */
  id: number;
  createdAt: number;
  quotaDelta: Units;
  usedDelta: Units;
  memo: string;
}

/** A balance, and its change on each day of a window that had one. */
export interface BalanceHistory {
  balance: Units;
  /** Days since the epoch, in UTC. */
  changes: { day: number; units: Units }[];
}

/** In characters. */
export interface AccountLimits {
  minPasswordLength: number;
  /** Long enough for any passphrase, short enough not to be an attack on the hash. */
  maxPasswordLength: number;
  maxUsernameLength: number;
}

/** An account source whose accounts Octroi itself creates and changes: sign-up, password, status, ledger. */
export interface ManagedAccounts extends AccountSource {
  readonly limits: AccountLimits;
  /** Creates the account together with what `write` stores in the transaction in which it calls `insert`; both or neither. */
  register(account: NewAccount, write?: WriteAccount): Promise<Registration>;
  registerWithoutPassword(account: NewPasswordlessAccount, write: WriteAccount): Promise<Registration>;
  /** Whether a new account could have this name. */
  isUsernameFree(username: string): Promise<boolean>;
  /** False for an account that has no password until a reset link sets one. */
  hasPassword(id: string): Promise<boolean>;
  /** Null if the password may be used. */
  passwordFault(password: Secret): NewAccountFault | null;
  /** Hashes it, which takes a while; the password is set by calling what this resolves to. */
  newPassword(password: Secret): Promise<SetPassword>;
  /** Whether a text is a valid email address. */
  isEmail(email: string): boolean;
  /** Whether another account has this address, or this text as its name. */
  isEmailTaken(id: string, email: string): Promise<boolean>;
  /** A unique violation means that another account has it. False if the account is gone. */
  setEmail(
    transaction: Queryable<AccountsTables>,
    id: string,
    email: string,
    options: { isVerified: boolean },
  ): Promise<boolean>;
  /** Marks the address as verified; false if the account now has another one. */
  confirmEmail(transaction: Queryable<AccountsTables>, id: string, email: string): Promise<boolean>;
  /** False if the account is gone. */
  setStatus(transaction: Queryable<AccountsTables>, id: string, status: AccountStatus): Promise<boolean>;
  /**
   * By the rules of `register`; resolves to the name as stored, null if it is invalid or the account is gone. A unique
   * violation means that it is taken. The id, and so the `sub` that apps know, stays.
   */
  rename(transaction: Queryable<AccountsTables>, id: string, username: string): Promise<string | null>;
  setLocale(id: string, locale: string): Promise<void>;
  /** Newest first; only entries before the id `before`, if given. */
  ledger(id: string, limit: number, before?: number | null): Promise<LedgerEntry[]>;
  /** Days are counted since the epoch in UTC; later changes count for the last. Null if the account does not exist. */
  balanceHistory(id: string, first: number, last: number): Promise<BalanceHistory | null>;
}
