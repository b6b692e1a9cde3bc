import { readRowId } from '../kernel/text.js';
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

export type ClaimValue = string | number | boolean;

/** Null leaves it out. */
type ClaimOf = (subject: Subject, unitsPerCurrency: Units) => ClaimValue | null;

interface Claim {
  /** Each of them is enough. */
  scopes: readonly Scope[];
  of: ClaimOf;
}

const claim = (scopes: readonly Scope[], of: ClaimOf): Claim => ({ scopes, of });

const PROFILE: readonly Scope[] = ['profile'];
const EMAIL: readonly Scope[] = ['profile', 'email'];
const BALANCE: readonly Scope[] = ['balance'];

/** An id as the platform's API shows it: a number if it is numeric. */
const idAsJson = (id: string): string | number => readRowId(id) ?? id;

/** The platform's fields and the standard claims (OpenID Connect Core section 5.1), besides `sub`. */
const CLAIMS = {
  id: claim(PROFILE, ({ id }) => idAsJson(id)),
  username: claim(PROFILE, ({ username }) => username),
  preferred_username: claim(PROFILE, ({ username }) => username),
  // Users have no other name here, and some clients require one.
  name: claim(PROFILE, ({ username }) => username),
  status: claim(PROFILE, ({ status }) => STATUS_NUMBERS[status]),
  created_time: claim(PROFILE, ({ createdAt }) => createdAt && toSeconds(createdAt)),
  email: claim(EMAIL, ({ email }) => email),
  email_verified: claim(EMAIL, ({ email, emailVerified }) => (email === null ? null : emailVerified)),
  quota: claim(BALANCE, ({ quota }) => unitsToNumber(quota)),
  used_quota: claim(BALANCE, ({ usedQuota }) => unitsToNumber(usedQuota)),
  balance_formatted: claim(BALANCE, ({ quota, usedQuota }, unitsPerCurrency) =>
    formatUnits(quota - usedQuota, unitsPerCurrency),
  ),
};

export type UserinfoClaim = keyof typeof CLAIMS;

const ENTRIES: readonly [string, Claim][] = Object.entries(CLAIMS);

export const USERINFO_CLAIMS: readonly string[] = Object.keys(CLAIMS);

/** The userinfo answer, filtered by scope. A field without its scope is absent, not empty or zero. */
export const userinfoClaims = (
  subject: Subject,
  granted: readonly Scope[],
  unitsPerCurrency: Units,
): Record<string, ClaimValue> => {
  const claims: Record<string, ClaimValue> = { sub: subject.id };
  for (const [name, { scopes, of }] of ENTRIES) {
    const value = scopes.some((scope) => granted.includes(scope)) ? of(subject, unitsPerCurrency) : null;
    if (value !== null) claims[name] = value;
  }
  return claims;
};

const IN_ID_TOKENS: ReadonlySet<Scope> = new Set(['profile', 'email']);

/**
 * What apps that ask for it have in their id_tokens besides (OpenID Connect Core section 5.4 leaves that to us): the claims
 * of userinfo but the balance, which changes.
 */
export const idTokenClaims = (subject: Subject, granted: readonly Scope[]): Record<string, ClaimValue> =>
  userinfoClaims(
    subject,
    granted.filter((scope) => IN_ID_TOKENS.has(scope)),
    // No amount is among them.
    1n,
  );
