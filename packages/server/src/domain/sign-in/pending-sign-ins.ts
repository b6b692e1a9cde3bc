import type { Locale } from '../../i18n/index.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import { ConditionEndedError } from '../../kernel/condition.js';
import { hashSecret, randomSecret, type Secret } from '../../kernel/secret.js';
import { withCode } from '../../protocol/acr.js';
import { LimitedError } from '../../kernel/limited.js';
import { unlessJudged, type Limited } from '../../database/limiter.js';
import type { SigningBrowser, StartedSession } from '../sessions/index.js';
import type { Needs } from './needs.js';
import type { FirstStep, PendingHold, PendingSignIn, PendingSignInsStore } from './store/pending-sign-ins.js';
import type { SecondStep, UseOfCode } from './second-step/second-step.js';

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

/** `value`: of what was done with the code. */
export type CodeOutcome<T> =
  { outcome: 'ok'; value: T } | { outcome: 'wrong' } | { outcome: 'limited'; retryAfterSeconds: number };

export type SecondStepOutcome =
  | { outcome: 'ok'; value: StartedSession }
  | { outcome: 'wrong' }
  /** That was the last attempt, or there is no sign-in to finish. */
  | { outcome: 'over' }
  | { outcome: 'limited'; retryAfterSeconds: number };

/** Another attempt has finished the sign-in. Undoes the use of the code. */
class SignInOverError extends Error {
  override readonly name = 'SignInOverError';
}

interface Own {
  store: PendingSignInsStore;
  secondStep: SecondStep;
}

/** In seconds: the lifetime of its cookie. */
export const PENDING_LIFETIME = (10 * MINUTE) / SECOND;
const MAX_ATTEMPTS = 5;
/** Of an account in all browsers it has never signed in with, and in each other one. Each is a row. */
const BEGUN_AN_HOUR = 60;

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
  const { store, clock, database, log, accounts, audit, limits, secondStep, sessions, signInCounts } = needs;
  // With three valid codes in a million, somebody who has the password succeeds within a year with a chance of one in fifty.
  const daily = { points: 20, durationSeconds: DAY / SECOND };
  const perAccount = limits.createForgiving({ name: 'code-account', ...daily });
  const perBrowser = limits.createForgiving({ name: 'code-browser', ...daily });
  const begun = limits.createForgiving({
    name: 'begun sign-ins',
    points: BEGUN_AN_HOUR,
    durationSeconds: HOUR / SECOND,
  });

  /** Null for browsers that the user has never signed in with: strangers', and counted together. */
  const knownAs = async (userId: string, browserId: string): Promise<string | null> =>
    (await sessions.hasSignedIn(userId, browserId)) ? `${userId} ${hashSecret(browserId)}` : null;

  const limited = async (userId: string, { retryAfterSeconds, isFirst }: Limited) => {
    if (isFirst) await audit.observe({ type: 'second_step_limited', userId, detail: { retryAfterSeconds } });
    return { outcome: 'limited', retryAfterSeconds } as const;
  };

  /** Uses a code of a user who has taken the first step. */
  const spendCode = async <T>(
    userId: string,
    { code, browserId, locale }: CodeAttempt,
    use: UseOfCode<T>,
  ): Promise<CodeOutcome<T>> => {
    const known = await knownAs(userId, browserId);
    const [limiter, key] = known === null ? [perAccount, userId] : [perBrowser, known];
    const stop = await limiter.consume(key);
    if (stop !== null) return limited(userId, stop);
    const spent = await unlessJudged(
      () => secondStep.spend(userId, { code, locale }, use),
      () => limiter.reward(key),
    );
    if (spent === null) {
      await audit.observe({ type: 'second_step_failed', userId });
      return { outcome: 'wrong' };
    }
    await bestEffort(log, limiter.reward(key));
    return { outcome: 'ok', value: spent.value };
  };

  /** Takes the second step of a sign-in: uses the code, and starts the session in the same transaction. */
  const finish = async (
    { id, amr, ...verified }: PendingSignIn,
    code: string,
    browser: SigningBrowser,
  ): Promise<SecondStepOutcome> => {
    const start = await sessions.starting(verified, withCode(amr), browser);
    const attempt = { code, browserId: browser.id, locale: browser.locale };
    const spend = () =>
      spendCode(verified.userId, attempt, async (transaction, take) => {
        const value = await start(transaction);
        const taken = await take();
        if (!(await store.delete(transaction, id))) throw new SignInOverError('the sign-in was finished meanwhile');
        return { taken, value };
      });
    try {
      const finished = await signInCounts.counted(verified.userId, spend, ({ outcome }) => outcome === 'ok');
      if (finished.outcome === 'ok') await sessions.endSurplus(finished.value.session);
      return finished;
    } catch (error) {
      if (error instanceof SignInOverError) return { outcome: 'over' };
      throw error;
    }
  };

  return {
    /**
     * Resolves to the secret for the browser's cookie.
     *
     * @throws {LimitedError} if too many were begun
     * @throws {ConditionEndedError} if the password or the status has changed since they were verified
     */
    begin: async (first: FirstStep, bearer: PendingBearer): Promise<Secret> => {
      const tooMany = await begun.consume((await knownAs(first.userId, bearer.browserId)) ?? first.userId);
      if (tooMany !== null) throw new LimitedError('too many sign-ins were begun', tooMany);
      const secret = randomSecret();
      const expiresAt = clock.now() + PENDING_LIFETIME * SECOND;
      await database.write(async (transaction) => {
        if (!(await accounts.holdVerified(transaction, first))) throw new ConditionEndedError('credentials changed');
        await store.insert(transaction, holdOf(secret.reveal(), bearer), first, expiresAt);
      });
      return secret;
    },

    /** Whether the browser may still enter a code. */
    isLive: async (secret: string, bearer: PendingBearer): Promise<boolean> =>
      (await store.findLive(holdOf(secret, bearer), MAX_ATTEMPTS, clock.now())) !== undefined,

    attempt: async (
      secret: string,
      { code, handle, browser }: { code: string; handle: string | null; browser: SigningBrowser },
    ): Promise<SecondStepOutcome> => {
      const hold = holdOf(secret, { browserId: browser.id, handle });
      const pending = await store.countAttempt(hold, MAX_ATTEMPTS, clock.now());
      const account = pending && (await accounts.getById(pending.userId));
      if (pending === undefined || account?.status !== 'enabled') return { outcome: 'over' };
      if (account.credentialVersion !== pending.credentialVersion) return { outcome: 'over' };
      const finished = await finish(pending, code, browser);
      return finished.outcome === 'wrong' && pending.attempts >= MAX_ATTEMPTS ? { outcome: 'over' } : finished;
    },

    spendCode,

    /** After a reset of the password: whoever knew the old one has begun what was counted. */
    startOver: (userId: string): Promise<void> => begun.delete(userId),
  };
};

export type PendingSignIns = ReturnType<typeof createPendingSignIns>;
