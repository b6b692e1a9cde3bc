import type { DeleteResult, UpdateResult } from 'kysely';
import type { Database, Queryable } from './database.js';

type Statement<S> = (query: Queryable<S>['query']) => { executeTakeFirst(): Promise<DeleteResult | UpdateResult> };

/** Runs one UPDATE or DELETE. Resolves to whether it changed a row: true for one of several callers that compete for it. */
export const changesIn = async <S>({ query }: Queryable<S>, statement: Statement<S>): Promise<boolean> => {
  const result = await statement(query).executeTakeFirst();
  return ('numDeletedRows' in result ? result.numDeletedRows : result.numUpdatedRows) > 0n;
};

/** The same, in a transaction of its own. */
export const changes = <S>(database: Database<S>, statement: Statement<S>): Promise<boolean> =>
  database.write((transaction) => changesIn(transaction, statement));
