import type { DeleteResult } from 'kysely';
import type { Database, Queryable } from './database.js';

/** Rows that one transaction looks at, or deletes. */
export const BATCH = 500;

/**
 * Deletes whatever `batch` selects, at most `limit` rows at a time, until nothing is left: between two transactions
 * requests get their turn, however much has piled up.
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
