import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { UnavailableError } from '../kernel/unavailable.js';

export interface LimiterOptions {
  /** Separates its keys from those of other limiters. */
  name: string;
  /** Attempts that a key has per window. */
  points: number;
  /** The window's length; a key's first attempt opens it. */
  durationSeconds: number;
}

/** Why an attempt was refused. */
export interface Limited {
  retryAfterSeconds: number;
  /** True only for the attempt that reached the limit, so that later ones need not be logged. */
  isFirst: boolean;
}

/** Counts attempts by key, atomically. Rejects with UnavailableError when it cannot count. */
export interface Limiter {
  /** Counts an attempt. Null when it is allowed. */
  consume(key: string): Promise<Limited | null>;
  /** Takes one attempt back. */
  reward(key: string): Promise<void>;
  /** Resets the count. */
  delete(key: string): Promise<void>;
}

/** Runs a check that was counted as an attempt. If it fails without a verdict, `giveBack` takes the attempt back. */
export const unlessJudged = async <T>(check: () => Promise<T>, giveBack: () => Promise<unknown>): Promise<T> => {
  try {
    return await check();
  } catch (error) {
    // What failed first is the answer.
    await giveBack().catch(() => {});
    throw error;
  }
};

/** The part of the library that we use. */
interface Counter {
  consume(key: string): Promise<unknown>;
  reward(key: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

/** Beyond this the oldest key is forgotten, so that made-up keys cannot fill the memory. */
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

/** Counts in this process's memory. */
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

type RunStatement = (text: string, values: readonly unknown[]) => Promise<object>;

/** Counts in the table `attempt_counts`, for all processes on one database. */
export const postgresLimiter = (run: RunStatement, options: LimiterOptions): Limiter => {
  const { name, points, durationSeconds } = options;
  const counter = new RateLimiterPostgres({
    storeClient: { query: ({ text, values }: { text: string; values: readonly unknown[] }) => run(text, values) },
    storeType: 'pool',
    tableName: 'attempt_counts',
    // A migration creates the table, and wiring/retention.ts deletes old rows.
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: durationSeconds,
    // Once this process has seen a key blocked, further attempts cost the database nothing.
    inMemoryBlockOnConsumed: points + 1,
  });
  return limiterOn(counter, options);
};
