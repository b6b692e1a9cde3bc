import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND, machineClock, type Clock } from '../kernel/clock.js';
import { UnavailableError } from '../kernel/unavailable.js';

export interface LimiterOptions {
  /** Separates its keys from those of other limiters. */
  name: string;
  /** Attempts that a key has per window. */
  points: number;
  /** The window's length; a key's first attempt opens it. */
  durationSeconds: number;
  /** For counts that processes share. */
  clock?: Clock;
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

const refusal = (milliseconds: number, isFirst: boolean): Limited => ({
  retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / SECOND)),
  isFirst,
});

const limiterOn = (counter: Counter, { points }: LimiterOptions): Limiter => ({
  consume: async (key) => {
    try {
      await counted(counter.consume(key));
      return null;
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      return refusal(error.msBeforeNext, error.consumedPoints === points + 1);
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

type RunStatement = (text: string, values: readonly unknown[]) => Promise<{ rows: readonly unknown[] }>;

/** A window that is over, or that ends later than any can: it was counted before an operator set the time back (ADR 0046). */
const IS_OVER = '(attempt_counts.expire <= $2 or attempt_counts.expire > $4)';
const COUNT = `insert into attempt_counts (key, points, expire) values ($1, 1, $3)
  on conflict (key) do update set
    points = case when ${IS_OVER} then 1 else attempt_counts.points + 1 end,
    expire = case when ${IS_OVER} then $3 else attempt_counts.expire end
  returning points, expire`;
const TAKE_BACK = 'update attempt_counts set points = points - 1 where key = $1 and expire > $2';
const FORGET = 'delete from attempt_counts where key = $1';

const countIn = ([row]: readonly unknown[]): { points: number; expire: number } => {
  if (typeof row !== 'object' || row === null || !('points' in row) || !('expire' in row)) {
    throw new UnavailableError('attempts cannot be counted at the moment');
  }
  return { points: Number(row.points), expire: Number(row.expire) };
};

/** Counts in the table `attempt_counts`, for all processes on one database and in their common time. */
export const postgresLimiter = (run: RunStatement, options: LimiterOptions): Limiter => {
  const { name, points, durationSeconds, clock = machineClock } = options;
  const duration = durationSeconds * SECOND;
  /** Keys seen blocked, and until when. While they are, further attempts cost the database nothing. Oldest first. */
  const blocked = new Map<string, number>();

  const blockedFor = (key: string, now: number): number => {
    const left = (blocked.get(key) ?? 0) - now;
    if (left > 0 && left <= 2 * duration) return left;
    blocked.delete(key);
    return 0;
  };
  const block = (key: string, until: number): void => {
    blocked.set(key, until);
    const [oldest] = blocked.keys();
    if (blocked.size > MAX_KEYS_IN_MEMORY && oldest !== undefined) blocked.delete(oldest);
  };

  return {
    consume: async (key) => {
      const now = clock.now();
      const left = blockedFor(key, now);
      if (left > 0) return refusal(left, false);
      const { rows } = await counted(run(COUNT, [`${name}:${key}`, now, now + duration, now + 2 * duration]));
      const count = countIn(rows);
      if (count.points <= points) return null;
      block(key, count.expire);
      return refusal(count.expire - now, count.points === points + 1);
    },
    reward: async (key) => {
      blocked.delete(key);
      await counted(run(TAKE_BACK, [`${name}:${key}`, clock.now()]));
    },
    delete: async (key) => {
      blocked.delete(key);
      await counted(run(FORGET, [`${name}:${key}`]));
    },
  };
};
