import type { Database } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import type { TokensTables } from './tables.js';

/** Deletes a user's authorizations, with their codes and token families. Of a deleted user; safe to repeat. */
export const eraseAuthorizationsOf = async (database: Database<TokensTables>, userId: string): Promise<void> => {
  // First what an authorization has any number of, because it takes all of it with it.
  for (const table of ['token_families', 'codes'] as const) {
    await deleteInBatches(database, (query, limit) =>
      query.deleteFrom(table).where('id', 'in', (ids) =>
        ids
          .selectFrom(table)
          .where('authorization_id', 'in', (own) =>
            own.selectFrom('authorizations').where('user_id', '=', userId).select('id'),
          )
          .select('id')
          .limit(limit),
      ),
    );
  }
  await deleteInBatches(database, (query, limit) =>
    query
      .deleteFrom('authorizations')
      .where('id', 'in', (ids) =>
        ids.selectFrom('authorizations').where('user_id', '=', userId).select('id').limit(limit),
      ),
  );
};
