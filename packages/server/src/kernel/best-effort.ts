import type { Log } from './log.js';

/** Waits for bookkeeping, such as when something was last used. If it fails, that is logged and nothing else fails with it. */
export const bestEffort = async (log: Log, bookkeeping: Promise<unknown>): Promise<void> => {
  await bookkeeping.catch((err: unknown) => log.warn({ err }, 'bookkeeping failed; what it was for goes on'));
};
