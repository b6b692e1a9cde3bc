import { hash as digest } from 'node:crypto';
import { type Account, findUnambiguous } from '../accounts/index.js';
import type { Session } from '../sessions/index.js';
import { addressLanes } from '../../kernel/network.js';
import type { Secret } from '../../kernel/secret.js';
import { foldKey } from '../../kernel/text.js';
import { unlessJudged, type Limited, type ForgivingLimiter } from '../../database/limiter.js';
import { createTurns, CrowdedError, type Lanes } from '../../kernel/turns.js';
import type { Needs } from './needs.js';

export interface PasswordAttempt {
  login: string;
  password: Secret;
  /** The client's address, or its /64 for IPv6. */
  address: string;
  browserId: string;
  /** Signed in to in this browser. */
  session: Pick<Session, 'id' | 'userId'> | null;
}

export type PasswordOutcome =
  | { outcome: 'ok'; account: Account }
  | { outcome: 'wrong' }
  | { outcome: 'disabled' }
  | { outcome: 'limited'; retryAfterSeconds: number };

const MINUTES = 60;
/** In UTF-16 code units. No username or address is longer. */
const MAX_LOGIN = 320;

/** Checks under way, of strangers and of those the account knows: together more than the account source does at once. */
const AT_ONCE = 4;
/** Of one account, browser or address, so that those in several processes are fewer than wrong ones may be. */
const AT_ONCE_PER_LANE = 2;
/** About a second's work. */
const MOST_WAITING = 100;
/** Right passwords are not counted, so this is all of the queue that one of each can fill. */
const PER_ACCOUNT = 10;
const PER_BROWSER = 10;
const PER_PLACE = { perAddress: 50, perNetwork: 75 };

/** A login longer than any stored one cannot match. */
const shortened = (login: string): string => (login.length > MAX_LOGIN ? '' : login);

/** Hashed to keep keys short. */
const keyOf = (text: string): string => digest('sha256', text, 'base64url');

/** Limits, and the key of an attempt in each. */
type Counts = readonly (readonly [ForgivingLimiter, string])[];

/** Whom a login names. */
interface Holder {
  userId: string | null;
  /** Folded. */
  name: string;
  /** One for an account, by whatever it is called, and one for a login that is nobody's. */
  key: string;
}

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
 * per account. A browser that has signed in to the account before, or is signed in to it, is counted separately, so that
 * nobody can lock another out. It waits separately too, so that strangers cannot keep it waiting (ADR 0039).
 */
export const createSignIn = ({ accounts, sessions, audit, limits }: Needs) => {
  const perAddress = limits.createForgiving({ name: 'address', points: 60, durationSeconds: 15 * MINUTES });
  const together = limits.createForgiving({ name: 'together', points: 10, durationSeconds: 15 * MINUTES });
  const perAccount = limits.createForgiving({ name: 'account', points: 50, durationSeconds: 60 * MINUTES });
  const queue = { atOnce: AT_ONCE, perLane: AT_ONCE_PER_LANE, mostWaiting: MOST_WAITING };
  const strangers = createTurns(queue);
  const known = createTurns(queue);

  const holderOf = async (login: string): Promise<Holder> => {
    const userId = (await findUnambiguous(accounts, login))?.id ?? null;
    const name = foldKey(login.trim());
    return { userId, name, key: userId === null ? `login:${keyOf(name)}` : `id:${userId}` };
  };

  /** By what the account knows this browser; null for a stranger's. */
  const knownBy = async ({ userId }: Holder, { browserId, session }: PasswordAttempt): Promise<string | null> => {
    // Also queried for unknown users, so that timing does not reveal who has an account.
    if (await sessions.isKnownBrowser(userId ?? '', browserId)) return `browser:${browserId}`;
    return session !== null && session.userId === userId ? `session:${session.id}` : null;
  };

  /** The counts of a stranger's attempt, the first to be asked first. */
  const strangersCounts = (holder: Holder, address: string): Counts => {
    // Most usernames begin their address. Counted as one even where nobody has them, so that limits do not reveal it.
    const [stem = ''] = holder.name.split('@', 1);
    return [
      // The address first, so that a blocked one cannot fill the memory of the other limits.
      [perAddress, address],
      [together, `stem:${keyOf(stem)} address:${address}`],
      [together, `${holder.key} address:${address}`],
      [perAccount, holder.key],
    ];
  };

  const judge = async (
    { login, password, address }: PasswordAttempt,
    { userId }: Holder,
    counts: Counts,
  ): Promise<PasswordOutcome> => {
    const limited = await consume(counts);
    if (limited !== null) {
      const { retryAfterSeconds, isFirst } = limited;
      if (isFirst) await audit.observe({ type: 'sign_in_limited', userId, detail: { address, retryAfterSeconds } });
      return { outcome: 'limited', retryAfterSeconds };
    }
    const check = await unlessJudged(
      () => accounts.verifyPassword(login, password),
      () => giveBack(counts),
    );
    if (check.outcome === 'wrong') {
      await audit.observe({ type: 'sign_in_failed', userId });
      return { outcome: 'wrong' };
    }
    for (const [limiter, key] of counts) await (limiter === together ? limiter.delete(key) : limiter.reward(key));
    return check.outcome === 'disabled' ? { outcome: 'disabled' } : { outcome: 'ok', account: check.account };
  };

  /**
   * For signing in, and for users who must prove again who they are. Attempts are counted in their turn and before the
   * password is checked: concurrent guesses count, and what only waits or is refused a place does not.
   */
  const checkPassword = async (given: PasswordAttempt): Promise<PasswordOutcome> => {
    const attempt = { ...given, login: shortened(given.login) };
    const { address, browserId } = attempt;
    const holder = await holderOf(attempt.login);
    const means = await knownBy(holder, attempt);
    const counts: Counts = means === null ? strangersCounts(holder, address) : [[together, `${holder.key} ${means}`]];
    const lanes: Lanes = {
      [holder.key]: PER_ACCOUNT,
      [means ?? `browser:${browserId}`]: PER_BROWSER,
      // Of browsers that accounts know too: one person may have hundreds of accounts.
      ...addressLanes(address, PER_PLACE),
    };
    try {
      return await (means === null ? strangers : known)(lanes, () => judge(attempt, holder, counts));
    } catch (error) {
      if (!(error instanceof CrowdedError)) throw error;
      return { outcome: 'limited', retryAfterSeconds: error.retryAfterSeconds };
    }
  };

  return { checkPassword };
};

export type SignIn = ReturnType<typeof createSignIn>;
