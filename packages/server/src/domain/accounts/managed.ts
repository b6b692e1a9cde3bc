import type { Units } from '../../kernel/quota.js';
import type { Secret } from '../../kernel/secret.js';
import type { Queryable } from '../../database/database.js';
import type { AccountStatus } from '../../protocol/claims.js';
import type { Account, AccountSource } from './source.js';
import type { AccountsTables } from './tables.js';

export interface NewAccount {
  username: string;
  email: string;
  password: Secret;
  quota?: Units;
  usedQuota?: Units;
  /** Of the ledger entry that opens the account. */
  memo?: string;
}

/** An account that is signed in to in other ways than by a password. */
export interface NewPasswordlessAccount extends Omit<NewAccount, 'password'> {
  /** Somebody we trust has verified this very address. */
  isEmailVerified: boolean;
}

/** Inserts an account as part of a transaction. */
export type InsertAccount = (transaction: Queryable<AccountsTables>) => Promise<Account>;

export type NewAccountFault = {
  field: 'username' | 'email' | 'password';
  reason: 'invalid' | 'taken' | 'too_short' | 'too_long';
};

export type Registration = { outcome: 'created'; account: Account } | { outcome: 'refused'; faults: NewAccountFault[] };

/** One change of a balance. Units; times in milliseconds since the epoch. */
export interface LedgerEntry {
  /** Grows with time. */
  id: number;
  createdAt: number;
  quotaDelta: Units;
  usedDelta: Units;
  memo: string;
}

/** A balance, and by how much it changed on each day of a window that had a change. */
export interface BalanceHistory {
  balance: Units;
  /** Days since the epoch, in UTC. */
  changes: { day: number; units: Units }[];
}

export type Renaming = { outcome: 'renamed'; username: string } | { outcome: 'refused'; reason: 'invalid' | 'taken' };

/** In characters. */
export interface AccountLimits {
  minPasswordLength: number;
  /** Long enough for any passphrase, short enough not to be an attack on the hash. */
  maxPasswordLength: number;
  maxUsernameLength: number;
}

/** A source whose accounts Octroi itself creates and changes: sign-up, password, status, ledger. */
export interface ManagedAccounts extends AccountSource {
  readonly limits: AccountLimits;
  register(account: NewAccount): Promise<Registration>;
  /** The account together with what `write` adds to it in the transaction in which it calls `insert`; both or neither. */
  registerWithoutPassword(
    account: NewPasswordlessAccount,
    write: (insert: InsertAccount) => Promise<Account>,
  ): Promise<Registration>;
  /** Whether a new account could have this name. */
  isUsernameFree(username: string): Promise<boolean>;
  /** False for an account that is signed in to in other ways only, until a reset link sets one. */
  hasPassword(id: string): Promise<boolean>;
  /** Null when the password may be used. */
  passwordFault(password: Secret): NewAccountFault | null;
  setPassword(id: string, password: Secret): Promise<void>;
  /** Whether an address could be one. */
  isEmail(email: string): boolean;
  /** Whether somebody else signs in by this address, or has it as a name. */
  isEmailTaken(id: string, email: string): Promise<boolean>;
  /** False when it is somebody else's, or the account is gone. */
  setEmail(id: string, email: string, options: { isVerified: boolean }): Promise<boolean>;
  /** Marks the address as verified; false when the account has another one by now. */
  confirmEmail(id: string, email: string): Promise<boolean>;
  setStatus(id: string, status: AccountStatus): Promise<void>;
  /** By the rules of `register`. The id, and with it the `sub` that apps know, stays. */
  rename(id: string, username: string): Promise<Renaming>;
  setLocale(id: string, locale: string): Promise<void>;
  /** Newest first; those before the entry with the id `before`, if it is given. */
  ledger(id: string, limit: number, before?: number | null): Promise<LedgerEntry[]>;
  /** From day to day, counted since the epoch in UTC; what is later counts for the last. Null when there is no such account. */
  balanceHistory(id: string, first: number, last: number): Promise<BalanceHistory | null>;
}
