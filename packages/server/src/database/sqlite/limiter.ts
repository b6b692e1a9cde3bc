import { SECOND, machineClock } from '../../kernel/clock.js';
import { latestEnd, limitedBy, mostCounted, type ForgivingLimiter, type LimiterOptions } from '../limiter.js';

interface Count {
  attempts: number;
  expiresAt: number;
}

/** So that made-up keys cannot fill the memory. */
const MAX_KEYS = 20_000;
/** How many are forgotten at once, because finding those with the fewest attempts takes a while. */
const FORGOTTEN = 2_000;

/**
 * Counts in this process's memory. Of too many keys, those with the fewest attempts are forgotten: strangers can make up
 * any number of keys, but to erase the count of another they would need as many attempts at each.
 */
export const memoryLimiter = (options: LimiterOptions): ForgivingLimiter => {
  const { points, durationSeconds, clock = machineClock } = options;
  /** In the order in which their windows were opened, which is that of their ends unless the time was set back. */
  const counts = new Map<string, Count>();

  const isOver = ({ expiresAt }: Count, now: number): boolean =>
    expiresAt <= now || expiresAt > latestEnd(now, options);

  const forgetOver = (now: number): void => {
    for (const [key, count] of counts) {
      if (!isOver(count, now)) return;
      counts.delete(key);
    }
  };

  const forgetFewest = (): void => {
    // The oldest first, because sorting keeps their order.
    const fewest = [...counts].toSorted(([, a], [, b]) => a.attempts - b.attempts).slice(0, FORGOTTEN);
    for (const [key] of fewest) counts.delete(key);
  };

  const open = (key: string, now: number): Count => {
    if (counts.size >= MAX_KEYS) forgetFewest();
    const count = { attempts: 0, expiresAt: now + durationSeconds * SECOND };
    // At the end, also if the time was set back and it had not been forgotten yet.
    counts.delete(key);
    counts.set(key, count);
    return count;
  };

  return {
    consume: async (key) => {
      const now = clock.now();
      forgetOver(now);
      const known = counts.get(key);
      const count = known === undefined || isOver(known, now) ? open(key, now) : known;
      count.attempts = Math.min(count.attempts + 1, mostCounted(options));
      return limitedBy(count.attempts, count.expiresAt - now, options);
    },

    reward: async (key) => {
      const count = counts.get(key);
      if (count === undefined) return;
      count.attempts = Math.min(count.attempts, points) - 1;
      if (count.attempts <= 0) counts.delete(key);
    },

    delete: async (key) => void counts.delete(key),
  };
};
