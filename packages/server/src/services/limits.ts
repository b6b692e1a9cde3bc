import { RateLimiterRes, type RateLimiterMemory } from 'rate-limiter-flexible';

/** What stops an attempt that is one too many. */
export interface Limited {
  retryAfterSeconds: number;
  /** True for the attempt by which the limit was reached: those after it are not worth a line each. */
  isFirst: boolean;
}

/** Counts an attempt under a key. Null when it may go on. */
export const countAttempt = async (limiter: RateLimiterMemory, key: string): Promise<Limited | null> => {
  try {
    await limiter.consume(key);
    return null;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return {
      retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)),
      isFirst: error.consumedPoints === limiter.points + 1,
    };
  }
};
