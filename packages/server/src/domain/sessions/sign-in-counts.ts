import { HOUR, SECOND } from '../../kernel/clock.js';
import { LimitedError } from '../../kernel/limited.js';
import { unlessJudged } from '../../database/limiter.js';
import type { Common } from '../../database/shared.js';
import type { Audit } from '../audit/index.js';

/** Of one user: far more than a person or a program that tests apps needs. Each leaves rows, and may end a session. */
const SIGN_INS_AN_HOUR = 300;

/**
 * Counts sign-ins of a user whose credentials were proven, so that strangers use none of them up. A reset of the password
 * begins another count: whoever knew the old one cannot keep the owner out (ADR 0051).
 */
export const createSignInCounts = ({ limits, audit }: Pick<Common, 'limits'> & { audit: Audit }) => {
  const perUser = limits.createForgiving({
    name: 'sign-ins',
    points: SIGN_INS_AN_HOUR,
    durationSeconds: HOUR / SECOND,
  });

  const add = async (userId: string): Promise<void> => {
    const limited = await perUser.consume(userId);
    if (limited === null) return;
    const { retryAfterSeconds, isFirst } = limited;
    if (isFirst) await audit.observe({ type: 'sign_in_limited', userId, detail: { retryAfterSeconds } });
    throw new LimitedError('this user has signed in too often', { retryAfterSeconds });
  };

  return {
    /**
     * Counts what `signIn` does if it starts a session, which it says by `isDone`.
     *
     * @throws {LimitedError}
     */
    counted: async <T>(userId: string, signIn: () => Promise<T>, isDone: (result: T) => boolean): Promise<T> => {
      await add(userId);
      const result = await unlessJudged(signIn, () => perUser.reward(userId));
      if (!isDone(result)) await perUser.reward(userId);
      return result;
    },

    /** After a reset of the password. */
    startOver: (userId: string): Promise<void> => perUser.delete(userId),
  };
};

export type SignInCounts = ReturnType<typeof createSignInCounts>;
