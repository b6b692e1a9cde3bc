import { inNextPass, type Turn } from '../../database/batches.js';
import type { Common } from '../../database/shared.js';
import { HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import { createTurns } from '../../kernel/turns.js';

/** Of one user. Each reads all there is about them, and is recorded. */
const DOWNLOADS_AN_HOUR = 20;
/** After that, a download that nobody reads keeps its user from no other. */
const LONGEST = 10 * MINUTE;
/** More than one process has connections. */
const MOST_WAITING = 10_000;
/** Of one user: the one that goes on, and those that nobody reads. */
const MOST_OF_USER = 3;

export type Download =
  | { outcome: 'started'; pieces: AsyncIterable<string> }
  /** Another one of this user goes on. */
  | { outcome: 'running' }
  | { outcome: 'limited'; retryAfterSeconds: number };

/** Calls `ended` once the pieces were read, failed, or are no longer wanted, which may be before the first. */
const untilEnd = (pieces: AsyncIterable<string>, ended: () => void): AsyncIterable<string> => {
  const iterator = pieces[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        try {
          const result = await iterator.next();
          if (result.done === true) ended();
          return result;
        } catch (error) {
          ended();
          throw error;
        }
      },
      return: async () => {
        ended();
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
};

/**
 * Files with everything of a kind about a user: one at a time for each user, in this process, and few an hour. All of
 * them together read one batch in a pass of the event loop, so they delay nobody.
 */
export const createDownloads = ({ limits }: Pick<Common, 'limits'>) => {
  const perUser = limits.create({ name: 'downloads', points: DOWNLOADS_AN_HOUR, durationSeconds: HOUR / SECOND });
  const running = new Set<string>();
  const turns = createTurns({ atOnce: 1, mostWaiting: MOST_WAITING });

  return {
    /** When a batch for this user's download is read. */
    turnOf:
      (userId: string): Turn =>
      (read) =>
        turns({ [userId]: MOST_OF_USER }, () => inNextPass(read)),

    start: async (userId: string, begin: () => Promise<AsyncIterable<string>>): Promise<Download> => {
      if (running.has(userId)) return { outcome: 'running' };
      running.add(userId);
      let isRunning = true;
      const end = (): void => {
        if (isRunning) running.delete(userId);
        isRunning = false;
      };
      try {
        const limited = await perUser.consume(userId);
        if (limited === null) {
          const pieces = untilEnd(await begin(), end);
          setTimeout(end, LONGEST).unref();
          return { outcome: 'started', pieces };
        }
        end();
        return { outcome: 'limited', retryAfterSeconds: limited.retryAfterSeconds };
      } catch (error) {
        end();
        throw error;
      }
    },
  };
};

export type Downloads = ReturnType<typeof createDownloads>;
