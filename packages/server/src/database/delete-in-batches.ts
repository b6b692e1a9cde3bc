import { sql, type DeleteResult } from 'kysely';
import { withRests } from '../kernel/rests.js';
import type { Database, Queryable } from './database.js';

/** One kind of row that is deleted when it is old. Each is a step of its own, so that none fails with another. */
export interface Deletion {
  /** For the log: `expired sessions`. */
  what: string;
  /** `now` is in reference time. What others dated is old by the true time, `worldNow` (ADR 0046). */
  deleteOld(now: number, worldNow: number): Promise<void>;
}

/**
 * Rows that one transaction deletes at most where there may be a large backlog. Each changes a page of every index, and a
 * request that comes meanwhile waits for all of it (measured by `npm run bench -- --age`).
 */
export const FEW = 100;

const inBatches = (next: () => Promise<bigint | undefined>): Promise<void> =>
  withRests(async () => Number(await next()) === FEW);

/**
 * Deletes whatever `batch` selects, at most `limit` rows per transaction, until nothing is left, so that a large
 * backlog does not hold up requests.
 */
export const deleteInBatches = <S>(
  database: Database<S>,
  batch: (query: Queryable<S>['query'], limit: number) => { executeTakeFirst(): Promise<DeleteResult> },
): Promise<void> =>
  inBatches(() => database.write(async ({ query }) => (await batch(query, FEW).executeTakeFirst()).numDeletedRows));

/** Deletes the rows whose time in `column` is `moment` or earlier, in batches. `key` identifies a row. */
export const deleteUpTo = <S, T extends keyof S & string>(
  database: Database<S>,
  table: T,
  column: keyof S[T] & string,
  moment: number,
  key: (keyof S[T] & string) | 'id' = 'id',
): Promise<void> =>
  inBatches(() =>
    database.write(async ({ query }) => {
      const old = sql`select ${sql.ref(key)} from ${sql.table(table)} where ${sql.ref(column)} <= ${moment} limit ${FEW}`;
      const deleted = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (${old})`.execute(query);
      return deleted.numAffectedRows;
    }),
  );
