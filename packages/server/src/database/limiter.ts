import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { UnavailableError } from '../kernel/unavailable.js';

export interface LimiterOptions {
  /** Keeps its keys apart from those of other limiters. */
  name: string;
  /** How many attempts of one key a window takes. */
  points: number;
  /** How long a window is; the first attempt of a key opens it. */
  durationSeconds: number;
}

/** What stops an attempt that is one too many. */
export interface Limited {
  retryAfterSeconds: number;
  /** True for the attempt by which the limit was reached: those after it are not worth a line each. */
  isFirst: boolean;
}

/** Counts attempts by key, atomically. Rejects with UnavailableError when it cannot: an uncounted attempt is none. */
export interface Limiter {
  /** Counts an attempt. Null when it may go on. */
  consume(key: string): Promise<Limited | null>;
  /** Takes one attempt back. */
  reward(key: string): Promise<void>;
  /** Begins anew. */
  delete(key: string): Promise<void>;
}

/** What of the library is used. */
interface Counter {
  consume(key: string): Promise<unknown>;
  reward(key: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** Beyond these the key that was tried longest ago is forgotten: strangers' keys must not fill the memory. */
const MAX_KEYS_IN_MEMORY = 20_000;

const counted = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RateLimiterRes) throw error;
    throw new UnavailableError('attempts cannot be counted at the moment', { cause: error });
  }
};

const limiterOn = (counter: Counter, { points }: LimiterOptions): Limiter => ({
  consume: async (key) => {
    try {
      await counted(counter.consume(key));
      return null;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return {
        retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)),
        isFirst: error.consumedPoints === points + 1,
      };
    }
  },
  reward: async (key) => void (await counted(counter.reward(key))),
  delete: async (key) => void (await counted(counter.delete(key))),
});

/** Counts in this process alone, until it ends. */
export const memoryLimiter = (options: LimiterOptions): Limiter => {
  const { name, points, durationSeconds } = options;
  const counter = new RateLimiterMemory({ keyPrefix: name, points, duration: durationSeconds });
  const keys = new Set<string>();

  const remember = async (key: string): Promise<void> => {
    keys.delete(key);
    keys.add(key);
    if (keys.size <= MAX_KEYS_IN_MEMORY) return;
    const [oldest = key] = keys;
    keys.delete(oldest);
    await counter.delete(oldest);
  };

  return limiterOn(
    {
      consume: async (key) => {
        await remember(key);
        return counter.consume(key);
      },
      reward: (key) => counter.reward(key),
      delete: (key) => {
        keys.delete(key);
        return counter.delete(key);
      },
    },
    options,
  );
};

/** Counts in the table `attempt_counts`, for all processes on one database. */
export const postgresLimiter = (pool: Pool, options: LimiterOptions): Limiter => {
  const { name, points, durationSeconds } = options;
  const counter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'attempt_counts',
    // The table is a migration's, and old rows are deleted with everything else that is old (wiring/retention.ts).
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: durationSeconds,
    // A key that this process has seen stopped is not asked about again: those who go on cost the database nothing.
    inMemoryBlockOnConsumed: points + 1,
  });
  return limiterOn(counter, options);
};
