import { setTimeout } from 'node:timers/promises';
import Sqlite, { type Database as Connection } from 'better-sqlite3';
import { withRests } from '../../kernel/rests.js';
import { explaining } from './faults.js';

const INCREMENTAL = 2;
/** What the write-ahead log keeps of the disk after it was longer, in bytes. */
const LOG_LIMIT = 16_000_000;
/** Pages of 4 kB that one transaction gives back, so that requests wait a few milliseconds at most. */
const STEP = 64;
/** The part of the file that stays free for what comes next. */
const SLACK = 0.1;

const numberOf = (connection: Connection, pragma: string): number =>
  Number(connection.pragma(pragma, { simple: true }));

/** To be called before anything is written to a new database: only then can a file be told to shrink. */
export const givesBackSpace = (connection: Connection): void => {
  if (numberOf(connection, 'page_count') === 0) connection.pragma(`auto_vacuum = ${INCREMENTAL}`);
  connection.pragma(`journal_size_limit = ${LOG_LIMIT}`);
};

/** Gives free pages back to the disk, each step in a transaction of its own. Does nothing on a file that cannot shrink. */
export const createCompaction = (connection: Connection, write: (step: () => unknown) => Promise<unknown>) => {
  const hasMore = (): boolean =>
    numberOf(connection, 'auto_vacuum') === INCREMENTAL &&
    numberOf(connection, 'freelist_count') > Math.max(STEP, SLACK * numberOf(connection, 'page_count'));
  const giveBack = (): unknown => connection.pragma(`incremental_vacuum(${STEP})`);

  return (): Promise<void> =>
    withRests(async () => {
      if (!hasMore()) return false;
      await write(giveBack);
      return true;
    });
};

/** How long to wait for connections that are reading, in milliseconds. */
const LOG_PATIENCE = 5_000;
const LOG_POLL = 20;

/**
 * Copies the write-ahead log into the file and cuts it off, so that what was overwritten is nowhere any more. False if others
 * kept reading from it.
 */
export const emptyLog = async (file: string): Promise<boolean> => {
  // A connection of its own, because a checkpoint waits for every transaction of the others.
  const connection = new Sqlite(file, { fileMustExist: true, timeout: 0 });
  try {
    const deadline = performance.now() + LOG_PATIENCE;
    for (;;) {
      const [outcome] = connection.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
      if (outcome.busy === 0) return true;
      if (performance.now() >= deadline) return false;
      await setTimeout(LOG_POLL);
    }
  } finally {
    connection.close();
  }
};

/** Writes the whole file again, as small as what is in it, so that it can shrink from then on. Nothing else may use it meanwhile. */
export const rewriteFile = (file: string): void =>
  explaining(file, () => {
    const connection = new Sqlite(file, { fileMustExist: true });
    try {
      connection.pragma(`auto_vacuum = ${INCREMENTAL}`);
      connection.exec('vacuum');
    } finally {
      connection.close();
    }
  });
