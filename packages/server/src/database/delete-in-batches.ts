import type { DeleteResult } from 'kysely';
import type { Database, Queryable } from './database.js';

/** Rows that one transaction reads or deletes at most. */
export const BATCH = 500;

/**
 * Deletes whatever `batch` selects, at most `limit` rows per transaction, until nothing is left, so that a large
 * backlog does not hold up requests.
 */
export const deleteInBatches = async <S>(
  database: Database<S>,
  batch: (query: Queryable<S>['query'], limit: number) => { executeTakeFirst(): Promise<DeleteResult> },
): Promise<void> => {
  let deleted: number;
  do {
    const result = await database.write((transaction) => batch(transaction.query, BATCH).executeTakeFirst());
    deleted = Number(result.numDeletedRows);
  } while (deleted === BATCH);
};
