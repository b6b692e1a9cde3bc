import { SECOND, type Clock } from '../kernel/clock.js';

export interface LimiterOptions {
  /** Separates its keys from those of other limiters. */
  name: string;
  /** Attempts that a key has per window. */
  points: number;
  /** The window's length; a key's first attempt opens it. */
  durationSeconds: number;
  /** Default: this machine's. */
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
}

/** Of attempts that turn out to be harmless. */
export interface ForgivingLimiter extends Limiter {
  /** Takes one attempt back that was allowed. */
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

/**
 * The most that is counted: two refused attempts, of which the second stands for all that are not the first. Any more would
 * outlive the allowed ones that are given back.
 */
export const mostCounted = ({ points }: LimiterOptions): number => points + 2;

/**
 * The latest end that a window can have at `now`. One that ends later was opened before an operator set the time back
 * (ADR 0046), and is over. The clocks of processes that share counts may differ by less than a window.
 */
export const latestEnd = (now: number, { durationSeconds }: LimiterOptions): number =>
  now + 2 * durationSeconds * SECOND;

/** The verdict on an attempt that made the count this high, in a window that ends in `left` milliseconds. */
export const limitedBy = (count: number, left: number, { points }: LimiterOptions): Limited | null =>
  count <= points ? null : { retryAfterSeconds: Math.max(1, Math.ceil(left / SECOND)), isFirst: count === points + 1 };
