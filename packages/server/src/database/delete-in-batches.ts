import { sql, type DeleteResult } from 'kysely';
import type { Database, Queryable } from './database.js';

/** Rows that one transaction reads or deletes at most. */
export const BATCH = 500;

/**
 * Deletes whatever `batch` selects, at most `limit` rows per transaction, until nothing is left, so that a large
 * backlog does not hold up requests.
 */
export const deleteInBatches = async <S>(
  database: Database<S>,
  batch: (
    query: Queryable<S>['query'],
    limit: number,
  ) => { executeTakeFirst(): Promise<Pick<DeleteResult, 'numDeletedRows'>> },
): Promise<void> => {
  let deleted: number;
  do {
    const result = await database.write((transaction) => batch(transaction.query, BATCH).executeTakeFirst());
    deleted = Number(result.numDeletedRows);
  } while (deleted === BATCH);
};

/** Deletes the rows of a table whose `column`, a time, is not after `moment`. */
export const deleteUpTo = <S, Table extends keyof S & string>(
  database: Database<S>,
  table: Table,
  column: keyof S[Table] & string,
  moment: number,
): Promise<void> =>
  deleteInBatches(database, (query, limit) => ({
    executeTakeFirst: async () => {
      const old = sql`select id from ${sql.table(table)} where ${sql.ref(column)} <= ${moment} limit ${limit}`;
      const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where id in (${old})`.execute(query);
      return { numDeletedRows: numAffectedRows };
    },
  }));
