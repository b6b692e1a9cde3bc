import { setImmediate as nextPass } from 'node:timers/promises';
import { goOn } from '../kernel/stop.js';

/** Rows that one statement reads or names at most. */
export const BATCH = 500;

/**
 * Works on a list of any length in chunks, each of a size that one statement can take: SQLite has 32,766 parameters, PostgreSQL
 * 65,535.
 */
export const inChunks = async <T>(
  list: readonly T[],
  work: (chunk: readonly T[]) => Promise<unknown>,
): Promise<void> => {
  for (let start = 0; start < list.length; start += BATCH) await work(list.slice(start, start + BATCH));
};

/** When a batch is read. */
export type Turn = <T>(read: () => Promise<T>) => Promise<T>;

/** SQLite reads without waiting, so a long list would keep the event loop from everything else. */
export const inNextPass: Turn = async (read) => {
  await nextPass();
  return read();
};

/**
 * Reads a list in batches, each starting where the last ended, so that few rows are in memory.
 *
 * @throws {StoppedError} before the next batch, in a job that is to stop
 */
export async function* batches<Line, Place>(
  read: (limit: number, after: Place | null) => Promise<Line[]>,
  placeOf: (line: Line) => Place,
  turn: Turn = inNextPass,
): AsyncGenerator<Line[]> {
  let after: Place | null = null;
  for (;;) {
    goOn();
    const from: Place | null = after;
    const lines: Line[] = await turn(() => read(BATCH, from));
    const last = lines.at(-1);
    if (last === undefined) return;
    yield lines;
    if (lines.length < BATCH) return;
    after = placeOf(last);
  }
}

/** The rows of a list of any length, read in chunks: a statement for hundreds of them, and not one for each. */
export const readInChunks = async <T, Row>(
  list: readonly T[],
  read: (chunk: readonly T[]) => Promise<readonly Row[]>,
): Promise<Row[]> => {
  const rows: Row[] = [];
  await inChunks(list, async (chunk) => rows.push(...(await read(chunk))));
  return rows;
};
