import type { DeleteResult, UpdateResult } from 'kysely';
import type { Database, Queryable } from './database.js';

/** Runs one UPDATE or DELETE. Resolves to whether it changed a row: true for one of several callers that compete for it. */
export const changes = async <S>(
  database: Database<S>,
  statement: (query: Queryable<S>['query']) => { executeTakeFirst(): Promise<DeleteResult | UpdateResult> },
): Promise<boolean> => {
  const result = await database.write(({ query }) => statement(query).executeTakeFirst());
  return ('numDeletedRows' in result ? result.numDeletedRows : result.numUpdatedRows) > 0n;
};
