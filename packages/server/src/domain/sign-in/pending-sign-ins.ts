import type { Locale } from '../../i18n/index.js';
import { DAY, MINUTE, SECOND } from '../../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../../kernel/secret.js';
import { withCode } from '../../protocol/acr.js';
import { unlessJudged, type Limited } from '../../database/limiter.js';
import type { Verified } from '../accounts/index.js';
import type { Needs } from './needs.js';
import type { FirstStep, PendingHold, PendingSignInsStore } from './store/pending-sign-ins.js';
import type { SecondStep } from './second-step/second-step.js';

/** The browser and purpose of a pending sign-in. */
export interface PendingBearer {
  browserId: string;
  /** The authorization request that the first step was taken for, or null. */
  handle: string | null;
}

export interface CodeAttempt {
  code: string;
  /** The browser that tries. */
  browserId: string;
  locale: Locale;
}

export type CodeOutcome = { outcome: 'ok' } | { outcome: 'wrong' } | { outcome: 'limited'; retryAfterSeconds: number };

export type SecondStepOutcome =
  /** `amr`: how the user signed in, both steps. */
  | ({ outcome: 'ok'; amr: string } & Verified)
  | { outcome: 'wrong' }
  /** That was the last attempt, or there is no sign-in to finish. */
  | { outcome: 'over' }
  | { outcome: 'limited'; retryAfterSeconds: number };

interface Own {
  store: PendingSignInsStore;
  secondStep: SecondStep;
}

/** In seconds: the lifetime of its cookie. */
export const PENDING_LIFETIME = (10 * MINUTE) / SECOND;
const MAX_ATTEMPTS = 5;

/**
 * Bound to the authorization request: the second step's page does not show what an app receives, so a link must not be
 * able to replace the request that the user started with an app's.
 */
const holdOf = (secret: string, { browserId, handle }: PendingBearer): PendingHold => ({
  hash: hashSecret(`${secret} ${handle ?? ''}`),
  browserHash: hashSecret(browserId),
});

/**
 * Sign-ins after their first step. Codes are short, so guesses are limited: five per sign-in, and in total per account.
 * A browser that has signed in to the account before is counted separately, so that a thief of the password cannot lock
 * the owner out.
 */
export const createPendingSignIns = (needs: Needs & Own) => {
  const { store, clock, accounts, audit, limits, secondStep, sessions } = needs;
  // With three valid codes in a million, somebody who has the password succeeds within a year with a chance of one in fifty.
  const daily = { points: 20, durationSeconds: DAY / SECOND };
  const perAccount = limits.create({ name: 'code-account', ...daily });
  const perBrowser = limits.create({ name: 'code-browser', ...daily });

  const limited = async (userId: string, { retryAfterSeconds, isFirst }: Limited) => {
    if (isFirst) await audit.observe({ type: 'second_step_limited', userId, detail: { retryAfterSeconds } });
    return { outcome: 'limited', retryAfterSeconds } as const;
  };

  /** Checks a code of a user who has taken the first step. */
  const checkCode = async (userId: string, { code, browserId, locale }: CodeAttempt): Promise<CodeOutcome> => {
    const isKnown = await sessions.isKnownBrowser(userId, browserId);
    const [limiter, key] = isKnown ? [perBrowser, `${userId} ${hashSecret(browserId)}`] : [perAccount, userId];
    const stop = await limiter.consume(key);
    if (stop !== null) return limited(userId, stop);
    const passed = await unlessJudged(
      () => secondStep.check(userId, code, locale),
      () => limiter.reward(key),
    );
    if (!passed) {
      await audit.observe({ type: 'second_step_failed', userId });
      return { outcome: 'wrong' };
    }
    await limiter.reward(key);
    return { outcome: 'ok' };
  };

  return {
    /** Resolves to the secret for the browser's cookie. */
    begin: async (first: FirstStep, bearer: PendingBearer): Promise<Secret> => {
      const secret = randomSecret();
      const expiresAt = clock.now() + PENDING_LIFETIME * SECOND;
      await store.insert(holdOf(secret.reveal(), bearer), first, expiresAt);
      return secret;
    },

    /** Whether the browser may still enter a code. */
    isLive: async (secret: string, bearer: PendingBearer): Promise<boolean> =>
      (await store.findLive(holdOf(secret, bearer), MAX_ATTEMPTS, clock.now())) !== undefined,

    attempt: async (secret: string, attempt: CodeAttempt & PendingBearer): Promise<SecondStepOutcome> => {
      const hold = holdOf(secret, attempt);
      const pending = await store.countAttempt(hold, MAX_ATTEMPTS, clock.now());
      const account = pending && (await accounts.getById(pending.userId));
      if (pending === undefined || account?.status !== 'enabled') return { outcome: 'over' };
      if (account.credentialVersion !== pending.credentialVersion) return { outcome: 'over' };
      const check = await checkCode(pending.userId, attempt);
      if (check.outcome === 'ok') {
        const isFirst = await store.delete(pending.id);
        const { userId, credentialVersion } = pending;
        return isFirst ? { outcome: 'ok', userId, credentialVersion, amr: withCode(pending.amr) } : { outcome: 'over' };
      }
      if (check.outcome === 'wrong' && pending.attempts >= MAX_ATTEMPTS) return { outcome: 'over' };
      return check;
    },

    checkCode,
  };
};

export type PendingSignIns = ReturnType<typeof createPendingSignIns>;
