import { SECOND, machineClock } from '../../kernel/clock.js';
import { UnavailableError } from '../../kernel/unavailable.js';
import {
  latestEnd,
  limitedBy,
  mostCounted,
  type ForgivingLimiter,
  type Limiter,
  type LimiterOptions,
} from '../limiter.js';

interface CountRow {
  points: number;
  expire: number | string;
}

type RunStatement = (text: string, values: readonly unknown[]) => Promise<{ rows: CountRow[] }>;

/** A window that is over, or that ends later than any can ($4). */
const IS_OVER = '(held.expire <= $2 or held.expire > $4)';
const CONSUME = `insert into attempt_counts as held (key, points, expire) values ($1, 1, $3)
  on conflict (key) do update set
    points = case when ${IS_OVER} then 1 else least(held.points + 1, $5) end,
    expire = case when ${IS_OVER} then $3 else held.expire end
  returning points, expire`;
const REWARD = 'update attempt_counts set points = greatest(least(points, $2) - 1, 0) where key = $1 and expire > $3';
const DELETE = 'delete from attempt_counts where key = $1';

const MAX_BLOCKED = 10_000;

/** Counts in the table `attempt_counts`, for all processes on one database. */
export const postgresLimiter = (run: RunStatement, options: LimiterOptions): ForgivingLimiter => {
  const { name, points, durationSeconds, clock = machineClock } = options;
  const duration = durationSeconds * SECOND;

  const counted = async (text: string, values: readonly unknown[]): Promise<CountRow[]> => {
    try {
      return (await run(text, values)).rows;
    } catch (error) {
      throw new UnavailableError('attempts cannot be counted at the moment', { cause: error });
    }
  };

  return {
    consume: async (key) => {
      const now = clock.now();
      const values = [`${name}:${key}`, now, now + duration, latestEnd(now, options), mostCounted(options)];
      const [row] = await counted(CONSUME, values);
      if (row === undefined) throw new UnavailableError('attempts cannot be counted at the moment');
      return limitedBy(row.points, Number(row.expire) - now, options);
    },

    reward: async (key) => void (await counted(REWARD, [`${name}:${key}`, points, clock.now()])),
    delete: async (key) => void (await counted(DELETE, [`${name}:${key}`])),
  };
};

/**
 * Once this process has seen a key at its limit, further attempts cost the database nothing. Not for attempts that are given
 * back: the key would stay blocked here when it no longer is.
 */
export const rememberingBlocks = (limiter: Limiter, options: LimiterOptions): Limiter => {
  const { clock = machineClock } = options;
  /** Oldest first. */
  const blockedUntil = new Map<string, number>();

  return {
    consume: async (key) => {
      const now = clock.now();
      const until = blockedUntil.get(key) ?? 0;
      if (until > now && until <= latestEnd(now, options)) {
        return { retryAfterSeconds: Math.ceil((until - now) / SECOND), isFirst: false };
      }
      blockedUntil.delete(key);
      const limited = await limiter.consume(key);
      if (limited === null) return null;
      const [oldest] = blockedUntil.keys();
      if (blockedUntil.size >= MAX_BLOCKED && oldest !== undefined) blockedUntil.delete(oldest);
      blockedUntil.set(key, now + limited.retryAfterSeconds * SECOND);
      return limited;
    },
  };
};
