import { sql, type SqlBool } from 'kysely';
import type { Database } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import type { AuthorizationsTable, TokensTables } from './tables.js';

/** Deletes authorizations, with their codes and token families, in batches. */
const eraseAuthorizations = async <C extends 'app_id' | 'user_id'>(
  database: Database<TokensTables>,
  column: C,
  value: AuthorizationsTable[C],
): Promise<void> => {
  const ofThem = sql<SqlBool>`${sql.ref(column)} = ${value}`;
  // First what an authorization has any number of, because it takes all of it with it.
  for (const table of ['token_families', 'codes'] as const) {
    await deleteInBatches(database, (query, limit) =>
      query.deleteFrom(table).where('id', 'in', (ids) =>
        ids
          .selectFrom(table)
          .where('authorization_id', 'in', (own) => own.selectFrom('authorizations').where(ofThem).select('id'))
          .select('id')
          .limit(limit),
      ),
    );
  }
  await deleteInBatches(database, (query, limit) =>
    query
      .deleteFrom('authorizations')
      .where('id', 'in', (ids) => ids.selectFrom('authorizations').where(ofThem).select('id').limit(limit)),
  );
};

/** Of a deleted user; safe to repeat. */
export const eraseAuthorizationsOf = (database: Database<TokensTables>, userId: string): Promise<void> =>
  eraseAuthorizations(database, 'user_id', userId);

/** Of a deleted app; safe to repeat. */
export const eraseAuthorizationsOfApp = (database: Database<TokensTables>, appId: number): Promise<void> =>
  eraseAuthorizations(database, 'app_id', appId);
