import { hash as digest } from 'node:crypto';
import { type Account, findUnambiguous } from '../accounts/index.js';
import type { Secret } from '../../kernel/secret.js';
import { foldKey } from '../../kernel/text.js';
import { unlessJudged, type Limited, type Limiter } from '../../database/limiter.js';
import { createBounds, createTurns } from '../../kernel/turns.js';
import type { Needs } from './needs.js';

export interface PasswordAttempt {
  login: string;
  password: Secret;
  /** The client's address, or its /64 for IPv6. */
  address: string;
  browserId: string;
}

export type PasswordOutcome =
  | { outcome: 'ok'; account: Account }
  | { outcome: 'wrong' }
  | { outcome: 'disabled' }
  | { outcome: 'limited'; retryAfterSeconds: number };

const MINUTES = 60;
/** In UTF-16 code units. No username or address is longer. */
const MAX_LOGIN = 320;

/** Checks under way; the rest wait. More than the account source does at once, so that it is never idle. */
const AT_ONCE = 8;
/** About a second's work. */
const MOST_WAITING = 100;
/** Right passwords are not counted, so this is all of the queue that one account, browser or address can fill. */
const PER_ACCOUNT = 10;
const PER_BROWSER = 10;
const PER_ADDRESS = 50;

/** A login longer than any stored one cannot match. */
const shortened = (login: string): string => (login.length > MAX_LOGIN ? '' : login);

/** Hashed to keep keys short. */
const keyOf = (text: string): string => digest('sha256', text, 'base64url');

/** Limits, and the key of an attempt in each. */
type Counts = readonly (readonly [Limiter, string])[];

/** One for an account, by whatever it is called, and one for a login that is nobody's. */
const holderOf = (userId: string | null, name: string): string =>
  userId === null ? `login:${keyOf(name)}` : `id:${userId}`;

const consume = async (counts: Counts): Promise<Limited | null> => {
  for (const [limiter, key] of counts) {
    const limited = await limiter.consume(key);
    if (limited !== null) return limited;
  }
  return null;
};

const giveBack = async (counts: Counts): Promise<void> => {
  for (const [limiter, key] of counts) await limiter.reward(key);
};

/**
 * Checks passwords and limits guessing: tightly per account and address together, more loosely per address, most loosely
 * per account. A browser that has signed in to the account before is counted separately, so that nobody can lock
 * another out. Attempts are counted before the password is checked, so concurrent guesses count too.
 */
export const createSignIn = ({ accounts, sessions, audit, limits }: Needs) => {
  const perAddress = limits.create({ name: 'address', points: 60, durationSeconds: 15 * MINUTES });
  const together = limits.create({ name: 'together', points: 10, durationSeconds: 15 * MINUTES });
  const perAccount = limits.create({ name: 'account', points: 50, durationSeconds: 60 * MINUTES });
  const inTurn = createTurns({ atOnce: AT_ONCE, mostWaiting: MOST_WAITING });
  const bounds = createBounds();

  /** The counts of an attempt, the first to be asked first. */
  const countsOf = async (
    { holder, userId, name }: { holder: string; userId: string | null; name: string },
    { address, browserId }: PasswordAttempt,
  ): Promise<Counts> => {
    // Also queried for unknown users, so that timing does not reveal who has an account.
    if (await sessions.isKnownBrowser(userId ?? '', browserId)) return [[together, `${holder} browser:${browserId}`]];
    // Most usernames begin their address. Counted as one even where nobody has them, so that limits do not reveal it.
    const [stem = ''] = name.split('@', 1);
    return [
      // The address first, so that a blocked one cannot fill the memory of the other limits.
      [perAddress, address],
      [together, `stem:${keyOf(stem)} address:${address}`],
      [together, `${holder} address:${address}`],
      [perAccount, holder],
    ];
  };

  /** For signing in, and for users who must prove again who they are. */
  const checkPassword = async (given: PasswordAttempt): Promise<PasswordOutcome> => {
    const attempt = { ...given, login: shortened(given.login) };
    const { login, address, browserId } = attempt;
    const userId = (await findUnambiguous(accounts, login))?.id ?? null;
    const name = foldKey(login.trim());
    const holder = holderOf(userId, name);
    const counts = await countsOf({ holder, userId, name }, attempt);
    const limited = await consume(counts);
    if (limited !== null) {
      const { retryAfterSeconds, isFirst } = limited;
      if (isFirst) await audit.observe({ type: 'sign_in_limited', userId, detail: { address, retryAfterSeconds } });
      return { outcome: 'limited', retryAfterSeconds };
    }
    const place = {
      [holder]: PER_ACCOUNT,
      [`browser:${browserId}`]: PER_BROWSER,
      [`address:${address}`]: PER_ADDRESS,
    };
    if (!bounds.enter(place)) {
      await giveBack(counts);
      return { outcome: 'limited', retryAfterSeconds: 1 };
    }
    const check = await unlessJudged(
      () => inTurn(address, () => accounts.verifyPassword(login, attempt.password)),
      () => giveBack(counts),
    ).finally(() => bounds.leave(place));
    if (check.outcome === 'wrong') {
      await audit.observe({ type: 'sign_in_failed', userId });
      return { outcome: 'wrong' };
    }
    for (const [limiter, key] of counts) await (limiter === together ? limiter.delete(key) : limiter.reward(key));
    return check.outcome === 'disabled' ? { outcome: 'disabled' } : { outcome: 'ok', account: check.account };
  };

  return { checkPassword };
};

export type SignIn = ReturnType<typeof createSignIn>;
