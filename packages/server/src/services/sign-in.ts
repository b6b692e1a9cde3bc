import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AmbiguousLoginError, type Account, type AccountSource } from '../accounts/account-source.js';
import type { Secret } from '../kernel/secret.js';
import type { Audit } from './audit.js';
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

/**
 * Checks passwords, and stops those who guess. Tight per account and address together, looser per address, loosest per
 * account; a browser that has signed in to the account before counts by itself, so that nobody can lock another out.
 * Every attempt is counted before the password is looked at: guesses made at once count one by one.
 */
export const createSignIn = ({ accounts, sessions, audit }: Dependencies) => {
  const together = new RateLimiterMemory({ keyPrefix: 'together', points: 10, duration: 15 * MINUTES });
  const perAddress = new RateLimiterMemory({ keyPrefix: 'address', points: 60, duration: 15 * MINUTES });
  const perAccount = new RateLimiterMemory({ keyPrefix: 'account', points: 50, duration: 60 * MINUTES });

  const find = async (login: string): Promise<Account | null> => {
    try {
      return await accounts.findByLogin(login);
    } catch (error) {
      if (error instanceof AmbiguousLoginError) return null;
      throw error;
    }
  };

  const wait = (error: unknown): number => {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw error;
  };

  return async ({ login, password, address, browserId }: SignInAttempt): Promise<SignInOutcome> => {
    const account = await find(login);
    // An unknown login is limited like a known one: limits must not tell who has an account.
    const who = account === null ? `login:${login.trim().toLowerCase()}` : `id:${account.id}`;
    const isKnownBrowser = account !== null && (await sessions.isKnownBrowser(account.id, browserId));
    const place = isKnownBrowser ? `browser:${browserId}` : `address:${address}`;
    try {
      await together.consume(`${who} ${place}`);
      if (!isKnownBrowser) {
        await perAddress.consume(address);
        await perAccount.consume(who);
      }
    } catch (error) {
      const retryAfterSeconds = wait(error);
      await audit.record({ type: 'sign_in_limited', userId: account?.id ?? null, detail: { retryAfterSeconds } });
      return { outcome: 'limited', retryAfterSeconds };
    }

    const check = await accounts.verifyPassword(login, password);
    if (check.outcome === 'wrong') {
      await audit.record({ type: 'sign_in_failed', userId: account?.id ?? null });
      return { outcome: 'wrong' };
    }
    await together.delete(`${who} ${place}`);
    if (!isKnownBrowser) {
      await perAddress.reward(address);
      await perAccount.reward(who);
    }
    if (check.outcome === 'disabled') return { outcome: 'disabled' };
    await audit.record({ type: 'signed_in', userId: check.account.id });
    return { outcome: 'ok', account: check.account };
  };
};

export type SignIn = ReturnType<typeof createSignIn>;
