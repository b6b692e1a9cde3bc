import type { Database, Queryable } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import { type SessionsEnded, WritersEnded } from '../../kernel/ended.js';
import type { DevelopersTables } from './tables.js';

/** Deletes the developer tokens of a user that were not revoked, which are few. Part of the transaction that deletes a user; safe to repeat. */
export const eraseDeveloperTokens = async (
  { query }: Queryable<DevelopersTables>,
  ended: SessionsEnded,
): Promise<WritersEnded> => {
  const ofUser = query.deleteFrom('developer_tokens').where('user_id', '=', ended.userId);
  await ofUser.where('revoked_at', 'is', null).execute();
  return new WritersEnded(ended);
};

/** Deletes the others. Of a user whose account is deleted; safe to repeat. */
export const eraseRevokedTokens = (database: Database<DevelopersTables>, userId: string): Promise<void> =>
  deleteInBatches(database, (query, limit) =>
    query
      .deleteFrom('developer_tokens')
      .where('id', 'in', (ids) =>
        ids.selectFrom('developer_tokens').where('user_id', '=', userId).select('id').limit(limit),
      ),
  );
