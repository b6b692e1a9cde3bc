import { formatUnits, unitsToNumber, type Units } from '../kernel/quota.js';
import { toSeconds } from '../kernel/clock.js';
import type { Scope } from './scopes.js';

export type AccountStatus = 'enabled' | 'disabled';

/** The numbers of the platform's API. */
export const STATUS_NUMBERS: Readonly<Record<AccountStatus, number>> = { enabled: 1, disabled: 2 };

/** What is known about a user, before filtering by scope. */
export interface Subject {
  id: string;
  username: string;
  email: string | null;
  emailVerified: boolean;
  /** Milliseconds since the epoch; null where the account source does not know. */
  createdAt: number | null;
  status: AccountStatus;
  /** Total units credited. */
  quota: Units;
  usedQuota: Units;
}

export type UserinfoClaims = Record<string, string | number | boolean>;

/** An id as the platform's API shows it: a number if it is numeric. */
const idAsJson = (id: string): string | number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id);

/**
 * The userinfo answer: the platform's fields and the standard claims (OpenID Connect Core section 5.1), filtered by
 * scope. A field without its scope is absent, not empty or zero.
 */
export const userinfoClaims = (subject: Subject, scopes: readonly Scope[], unitsPerCurrency: Units): UserinfoClaims => {
  const claims: UserinfoClaims = { sub: subject.id };
  if (scopes.includes('profile')) {
    claims['id'] = idAsJson(subject.id);
    claims['username'] = subject.username;
    claims['preferred_username'] = subject.username;
    claims['status'] = STATUS_NUMBERS[subject.status];
    if (subject.createdAt !== null) claims['created_time'] = toSeconds(subject.createdAt);
  }
  if ((scopes.includes('profile') || scopes.includes('email')) && subject.email !== null) {
    claims['email'] = subject.email;
    claims['email_verified'] = subject.emailVerified;
  }
  if (scopes.includes('balance')) {
    claims['quota'] = unitsToNumber(subject.quota);
    claims['used_quota'] = unitsToNumber(subject.usedQuota);
    claims['balance_formatted'] = formatUnits(subject.quota - subject.usedQuota, unitsPerCurrency);
  }
  return claims;
};
