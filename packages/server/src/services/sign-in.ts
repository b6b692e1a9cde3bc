import { hash as digest } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AmbiguousLoginError, type Account, type AccountSource } from '../accounts/account-source.js';
import type { Secret } from '../kernel/secret.js';
import { foldKey } from '../store/users.js';
import type { Audit } from './audit.js';
import { countAttempt } from './limits.js';
import type { Sessions } from './sessions.js';

export interface SignInAttempt {
  login: string;
  password: Secret;
  /** The client's address, or its /64 for IPv6. */
  address: string;
  browserId: string;
}

export type SignInOutcome =
  | { outcome: 'ok'; account: Account }
  | { outcome: 'wrong' }
  | { outcome: 'disabled' }
  | { outcome: 'limited'; retryAfterSeconds: number };

interface Dependencies {
  accounts: AccountSource;
  sessions: Sessions;
  audit: Audit;
}

const MINUTES = 60;
/** In UTF-16 code units. No username and no address is longer. */
const MAX_LOGIN = 320;

/**
 * Checks passwords, and stops those who guess. Tight per login and address together, looser per address, loosest per
 * account; a browser that has signed in to the account before counts by itself, so that nobody can lock another out.
 * Every attempt is counted before the password is looked at: guesses made at once count one by one.
 */
export const createSignIn = ({ accounts, sessions, audit }: Dependencies) => {
  const perAddress = new RateLimiterMemory({ keyPrefix: 'address', points: 60, duration: 15 * MINUTES });
  const together = new RateLimiterMemory({ keyPrefix: 'together', points: 10, duration: 15 * MINUTES });
  const perAccount = new RateLimiterMemory({ keyPrefix: 'account', points: 50, duration: 60 * MINUTES });

  const find = async (login: string): Promise<Account | null> => {
    try {
      return await accounts.findByLogin(login);
    } catch (error) {
      if (error instanceof AmbiguousLoginError) return null;
      throw error;
    }
  };

  return async ({ login: given, password, address, browserId }: SignInAttempt): Promise<SignInOutcome> => {
    // What is too long to be anybody's is nobody's.
    const login = given.length > MAX_LOGIN ? '' : given;
    const account = await find(login);
    const userId = account?.id ?? null;
    const isKnownBrowser = account !== null && (await sessions.isKnownBrowser(account.id, browserId));

    // By the login as it is compared, known or not: limits must not tell who has an account. Hashed: keys stay short.
    const name = digest('sha256', foldKey(login.trim()), 'base64url');
    const place = isKnownBrowser ? `browser:${browserId}` : `address:${address}`;
    const pair = `${name} ${place}`;
    const holder = userId === null ? `login:${name}` : `id:${userId}`;
    // The address first: one that is stopped must not fill the memory of the others.
    const limited = isKnownBrowser
      ? await countAttempt(together, pair)
      : ((await countAttempt(perAddress, address)) ??
        (await countAttempt(together, pair)) ??
        (await countAttempt(perAccount, holder)));
    if (limited !== null) {
      const { retryAfterSeconds, isFirst } = limited;
      if (isFirst) await audit.record({ type: 'sign_in_limited', userId, detail: { retryAfterSeconds } });
      return { outcome: 'limited', retryAfterSeconds };
    }

    const check = await accounts.verifyPassword(login, password);
    if (check.outcome === 'wrong') {
      await audit.record({ type: 'sign_in_failed', userId });
      return { outcome: 'wrong' };
    }
    await together.delete(pair);
    if (!isKnownBrowser) {
      await perAddress.reward(address);
      await perAccount.reward(holder);
    }
    if (check.outcome === 'disabled') return { outcome: 'disabled' };
    await audit.record({ type: 'signed_in', userId: check.account.id });
    return { outcome: 'ok', account: check.account };
  };
};

export type SignIn = ReturnType<typeof createSignIn>;
