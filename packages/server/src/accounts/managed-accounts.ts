import type { Units } from '../kernel/quota.js';
import type { Secret } from '../kernel/secret.js';
import type { Account, AccountSource, DISABLED, ENABLED } from './account-source.js';

export interface NewAccount {
  username: string;
  email: string;
  password: Secret;
  quota?: Units;
  usedQuota?: Units;
  /** Of the ledger entry that opens the account. */
  memo?: string;
}

export type NewAccountFault = {
  field: 'username' | 'email' | 'password';
  reason: 'invalid' | 'taken' | 'too_short' | 'too_long';
};

export type Registration = { outcome: 'created'; account: Account } | { outcome: 'refused'; faults: NewAccountFault[] };

/** One change of a balance. Units; times in milliseconds since the epoch. */
export interface LedgerEntry {
  createdAt: number;
  quotaDelta: Units;
  usedDelta: Units;
  memo: string;
}

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
  /** Null when the password may be used. */
  passwordFault(password: Secret): NewAccountFault | null;
  setPassword(id: string, password: Secret): Promise<void>;
  /** Whether an address could be one. */
  isEmail(email: string): boolean;
  /** Whether somebody else signs in by this address, or has it as a name. */
  isEmailTaken(id: string, email: string): Promise<boolean>;
  /** False when it is somebody else's. */
  setEmail(id: string, email: string, options: { isVerified: boolean }): Promise<boolean>;
  /** Marks the address as verified; false when the account has another one by now. */
  confirmEmail(id: string, email: string): Promise<boolean>;
  setStatus(id: string, status: typeof ENABLED | typeof DISABLED): Promise<void>;
  /** Newest first. */
  ledger(id: string, limit: number): Promise<LedgerEntry[]>;
}
