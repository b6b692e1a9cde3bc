import type { Secret } from '../../kernel/secret.js';
import type { Units } from '../../kernel/quota.js';
import type { Subject } from '../../protocol/claims.js';

/** A user as an account source knows them. Quota is always the total credited, whatever the source counts. */
export interface Account extends Subject {
  /** The language the user chose, as a BCP 47 tag; null or absent when they never did. */
  locale?: string | null;
}

export interface Money {
  unitsPerCurrency: Units;
  /** ISO 4217. */
  currency: string;
}

export type PasswordCheck =
  { outcome: 'ok'; account: Account } | { outcome: 'wrong' } | { outcome: 'disabled'; account: Account };

export type CreditOutcome = 'applied' | 'duplicate' | 'unknown';

/**
 * Where users and balances live. Every method may reject with UnavailableError (kernel/unavailable.ts), which is answered
 * with 503 and never with 401.
 */
export interface AccountSource {
  getById(id: string): Promise<Account | null>;
  /** By username or e-mail address. @throws {AmbiguousLoginError} when it names two accounts. */
  findByLogin(login: string): Promise<Account | null>;
  /** Takes as long for an unknown or ambiguous login as for a wrong password, and calls it that. */
  verifyPassword(login: string, password: Secret): Promise<PasswordCheck>;
  /** `duplicate`: that idempotency key was credited before. `unknown`: ask again later, with the same key. */
  credit(id: string, units: Units, reference: { idempotencyKey: string; memo: string }): Promise<CreditOutcome>;
}

/** The login is the username of one account and the address of another. */
export class AmbiguousLoginError extends Error {
  override readonly name = 'AmbiguousLoginError';
}

/** Whom a login names, for those who tell nobody why it names no one account: null for none, and for two. */
export const findUnambiguous = async (accounts: AccountSource, login: string): Promise<Account | null> => {
  try {
    return await accounts.findByLogin(login);
  } catch (error) {
    if (error instanceof AmbiguousLoginError) return null;
    throw error;
  }
};
