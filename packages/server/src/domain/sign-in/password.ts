import { hash as digest } from 'node:crypto';
import { type Account, findUnambiguous } from '../accounts/index.js';
import type { Secret } from '../../kernel/secret.js';
import { foldKey } from '../../kernel/text.js';
import type { Limited } from '../../database/limiter.js';
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

/** The keys of an attempt's limits. */
interface Counted {
  address: string;
  /** Login and place. */
  pair: string;
  holder: string;
  /** Counted separately, so that nobody can lock another out. */
  isKnownBrowser: boolean;
}

const MINUTES = 60;
/** In UTF-16 code units. No username or address is longer. */
const MAX_LOGIN = 320;

/** A login longer than any stored one cannot match. */
const shortened = (login: string): string => (login.length > MAX_LOGIN ? '' : login);

/**
 * Checks passwords and limits guessing: tightly per login and address together, more loosely per address, most loosely
 * per account. A browser that has signed in to the account before is counted separately, so that nobody can lock
 * another out. Attempts are counted before the password is checked, so concurrent guesses count too.
 */
export const createSignIn = ({ accounts, sessions, audit, limits }: Needs) => {
  const perAddress = limits.create({ name: 'address', points: 60, durationSeconds: 15 * MINUTES });
  const together = limits.create({ name: 'together', points: 10, durationSeconds: 15 * MINUTES });
  const perAccount = limits.create({ name: 'account', points: 50, durationSeconds: 60 * MINUTES });

  const countedBy = async (userId: string | null, { login, address, browserId }: PasswordAttempt): Promise<Counted> => {
    // Also queried for unknown users, so that timing does not reveal who has an account.
    const isKnownBrowser = await sessions.isKnownBrowser(userId ?? '', browserId);
    // By login, known or not, so that limits do not reveal who has an account. Hashed to keep keys short.
    const name = digest('sha256', foldKey(login.trim()), 'base64url');
    return {
      address,
      pair: `${name} ${isKnownBrowser ? `browser:${browserId}` : `address:${address}`}`,
      holder: userId === null ? `login:${name}` : `id:${userId}`,
      isKnownBrowser,
    };
  };

  const consume = async ({ address, pair, holder, isKnownBrowser }: Counted): Promise<Limited | null> =>
    // The address first, so that a blocked one cannot fill the memory of the other limits.
    isKnownBrowser
      ? together.consume(pair)
      : ((await perAddress.consume(address)) ?? (await together.consume(pair)) ?? (await perAccount.consume(holder)));

  const giveBack = async ({ address, pair, holder, isKnownBrowser }: Counted): Promise<void> => {
    await together.delete(pair);
    if (isKnownBrowser) return;
    await perAddress.reward(address);
    await perAccount.reward(holder);
  };

  /** For signing in, and for users who must prove again who they are. */
  const checkPassword = async (given: PasswordAttempt): Promise<PasswordOutcome> => {
    const attempt = { ...given, login: shortened(given.login) };
    const userId = (await findUnambiguous(accounts, attempt.login))?.id ?? null;
    const counted = await countedBy(userId, attempt);
    const limited = await consume(counted);
    if (limited !== null) {
      const { retryAfterSeconds, isFirst } = limited;
      const detail = { address: attempt.address, retryAfterSeconds };
      if (isFirst) await audit.record({ type: 'sign_in_limited', userId, detail });
      return { outcome: 'limited', retryAfterSeconds };
    }
    const check = await accounts.verifyPassword(attempt.login, attempt.password);
    if (check.outcome === 'wrong') {
      await audit.record({ type: 'sign_in_failed', userId });
      return { outcome: 'wrong' };
    }
    await giveBack(counted);
    return check.outcome === 'disabled' ? { outcome: 'disabled' } : { outcome: 'ok', account: check.account };
  };

  return { checkPassword };
};

export type SignIn = ReturnType<typeof createSignIn>;
