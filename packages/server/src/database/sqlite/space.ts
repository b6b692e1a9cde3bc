import { setImmediate } from 'node:timers/promises';
import type { Database as Connection } from 'better-sqlite3';

const INCREMENTAL = 2;
/** What the write-ahead log keeps of the disk after it was longer, in bytes. */
const LOG_LIMIT = 16 * 1024 * 1024;
/** Pages of 4 kB that one transaction gives back, so that requests wait a few milliseconds at most. */
const STEP = 256;
/** The part of the file that stays free for what comes next. */
const SLACK = 0.1;

const numberOf = (connection: Connection, pragma: string): number => Number(connection.pragma(pragma, { simple: true }));

/** Whether the file can shrink. Only a new database can be told so; an older one needs `VACUUM` once. */
export const shrinks = (connection: Connection): boolean => numberOf(connection, 'auto_vacuum') === INCREMENTAL;

/** To be called before anything is written to a new database. */
export const givesBackSpace = (connection: Connection): void => {
  if (numberOf(connection, 'page_count') === 0) connection.pragma(`auto_vacuum = ${INCREMENTAL}`);
  connection.pragma(`journal_size_limit = ${LOG_LIMIT}`);
};

/** Gives free pages back to the disk, each step in a transaction of its own. Does nothing on a file that cannot shrink. */
export const createCompaction =
  (connection: Connection, write: (step: () => unknown) => Promise<unknown>) =>
  async (stop?: AbortSignal): Promise<void> => {
    const hasMore = (): boolean =>
      numberOf(connection, 'freelist_count') > Math.max(STEP, SLACK * numberOf(connection, 'page_count'));
    while (stop?.aborted !== true && shrinks(connection) && hasMore()) {
      await write(() => connection.pragma(`incremental_vacuum(${STEP})`));
      await setImmediate();
    }
  };
