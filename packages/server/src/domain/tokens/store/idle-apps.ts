import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Database } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { Schema } from '../../../database/schema.js';

/** Milliseconds since the epoch. */
export interface IdleLimits {
  /** An app that got its last token by then is idle. */
  usedBefore: number;
  /** An app that never got one is idle when it was made by then. */
  unusedBefore: number;
}

type Condition = (where: ExpressionBuilder<Schema, 'apps'>) => Expression<SqlBool>;

/** Of nobody, and let in by no user who has used it since. */
const isAbandoned =
  (since: number): Condition =>
  (where) =>
    where.and([
      where('owner_id', '=', ''),
      where.not(
        where.exists(
          where
            .selectFrom('authorizations')
            .select('authorizations.id')
            .whereRef('authorizations.app_id', '=', 'apps.id')
            .where('authorizations.ended_at', 'is', null)
            .where('authorizations.last_used_at', '>', since),
        ),
      ),
    ]);

/** Deletes the apps without an owner that nobody uses, with all that hangs on them. */
export const deleteIdleApps = async (database: Database, { usedBefore, unusedBefore }: IdleLimits): Promise<void> => {
  const deleteAbandoned = (since: number, isIdle: Condition): Promise<void> =>
    deleteInBatches(database, (query, limit) =>
      query
        .deleteFrom('apps')
        .where('id', 'in', (apps) =>
          apps.selectFrom('apps').select('id').where(isIdle).where(isAbandoned(since)).limit(limit),
        ),
    );
  await deleteAbandoned(usedBefore, (where) => where('last_used_at', '<=', usedBefore));
  await deleteAbandoned(unusedBefore, (where) =>
    where.and([where('last_used_at', 'is', null), where('created_at', '<=', unusedBefore)]),
  );
};
