import { hash } from 'node:crypto';
import type { Account } from '../accounts/index.js';
import { MAX_UNITS, parseDecimal, parseUnits, unitsToNumber, type Units } from '../../kernel/quota.js';
import { canonicalName, foldKey } from '../../kernel/text.js';

/** A made-up user that an app sees instead of the developer in a playground run; has no account. Amounts are in units. */
export interface TestUser {
  username: string;
  email: string | null;
  emailVerified: boolean;
  quota: number;
  usedQuota: number;
  isEnabled: boolean;
}

/** The predefined test users. */
export const READY_USERS = ['plenty', 'cents', 'nothing', 'overspent', 'unverified', 'no_email', 'disabled'] as const;
export type ReadyUser = (typeof READY_USERS)[number];

/** The unit of an amount: the currency with up to two decimals, or whole units. */
export type Measure = 'currency' | 'units';
export type AmountFault = 'missing' | 'invalid' | 'too_large';
interface Refused {
  fault: AmountFault;
}

/** A test user as entered in a form. */
export interface DescribedUser {
  username: string;
  credited: string;
  spent: string;
  measure: Measure;
}

export interface TestUserFault {
  field: 'username' | 'credited' | 'spent';
  reason: AmountFault;
}

export const MAX_TEST_USERNAME = 64;
/** The creation time of every test user's account. */
const CREATED_AT = Date.UTC(2025, 0, 1);

/** Hundredths of the currency unit. */
const inUnits = (hundredths: bigint, unitsPerCurrency: Units): Units => (hundredths * unitsPerCurrency) / 100n;

export const readyUser = (name: ReadyUser, unitsPerCurrency: Units): TestUser => {
  const username = `test-${name.replace('_', '-')}`;
  const user = (credited: bigint, spent: bigint, changes: Partial<TestUser> = {}): TestUser => ({
    username,
    email: `${username}@example.com`,
    emailVerified: true,
    quota: unitsToNumber(inUnits(credited, unitsPerCurrency)),
    usedQuota: unitsToNumber(inUnits(spent, unitsPerCurrency)),
    isEnabled: true,
    ...changes,
  });
  const users: Readonly<Record<ReadyUser, TestUser>> = {
    plenty: user(1000_00n, 250_00n),
    cents: user(10_00n, 9_97n),
    nothing: user(10_00n, 10_00n),
    overspent: user(10_00n, 12_50n),
    unverified: user(20_00n, 5_00n, { emailVerified: false }),
    no_email: user(20_00n, 5_00n, { email: null, emailVerified: false }),
    disabled: user(20_00n, 5_00n, { isEnabled: false }),
  };
  return users[name];
};

const readAmount = (text: string, measure: Measure, unitsPerCurrency: Units): { units: Units } | Refused => {
  if (text.trim() === '') return { fault: 'missing' };
  const parsed = parseDecimal(text);
  if (parsed === null || (measure === 'units' && /[.,]/.test(text))) return { fault: 'invalid' };
  const number = parseUnits(parsed.whole);
  if (number === null) return { fault: 'too_large' };
  const units = measure === 'units' ? number : inUnits(number * 100n + BigInt(parsed.decimals), unitsPerCurrency);
  return units > MAX_UNITS ? { fault: 'too_large' } : { units };
};

/** A name that an account could have. */
const readUsername = (text: string): string | null => {
  const name = canonicalName(text, MAX_TEST_USERNAME);
  return name === null || foldKey(name).includes('@') ? null : name;
};

/**
 * A test user's id for apps: the same for the same name, and a number like those of accounts, but higher than any
 * account reaches.
 */
const idOf = ({ username }: TestUser): string =>
  String(900_000_000_000_000 + (hash('sha256', username, 'buffer').readUIntBE(0, 6) % 100_000_000_000_000));

/** The account an account source would return for the test user. */
export const accountOf = (user: TestUser): Account => ({
  id: idOf(user),
  username: user.username,
  email: user.email,
  emailVerified: user.emailVerified,
  createdAt: CREATED_AT,
  status: user.isEnabled ? 'enabled' : 'disabled',
  quota: BigInt(user.quota),
  usedQuota: BigInt(user.usedQuota),
  credentialVersion: 0,
});

/** Creates a test user from a form. */
export const makeTestUser = (
  { username, credited, spent, measure }: DescribedUser,
  unitsPerCurrency: Units,
): { user: TestUser } | { faults: TestUserFault[] } => {
  const name = readUsername(username);
  const quota = readAmount(credited, measure, unitsPerCurrency);
  const used = readAmount(spent, measure, unitsPerCurrency);
  const faults: TestUserFault[] = [];
  if (name === null) faults.push({ field: 'username', reason: username.trim() === '' ? 'missing' : 'invalid' });
  if ('fault' in quota) faults.push({ field: 'credited', reason: quota.fault });
  if ('fault' in used) faults.push({ field: 'spent', reason: used.fault });
  if (name === null || 'fault' in quota || 'fault' in used) return { faults };
  const user: TestUser = {
    username: name,
    email: null,
    emailVerified: true,
    quota: unitsToNumber(quota.units),
    usedQuota: unitsToNumber(used.units),
    isEnabled: true,
  };
  return { user: { ...user, email: `user-${idOf(user)}@example.com` } };
};

/** The test user after being credited or charged an amount. */
export const moveBalance = (
  user: TestUser,
  { counter, amount, measure }: { counter: 'quota' | 'usedQuota'; amount: string; measure: Measure },
  unitsPerCurrency: Units,
): { user: TestUser } | Refused => {
  const read = readAmount(amount, measure, unitsPerCurrency);
  if ('fault' in read) return read;
  const total = BigInt(user[counter]) + read.units;
  return total > MAX_UNITS ? { fault: 'too_large' } : { user: { ...user, [counter]: unitsToNumber(total) } };
};
