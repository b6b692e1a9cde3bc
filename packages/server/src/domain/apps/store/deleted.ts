import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Queryable } from '../../../database/database.js';
import { inChunks } from '../../../database/batches.js';
import type { AppsTables } from '../tables.js';
import { ownerColumn } from './app.js';

type WhichApps = (where: ExpressionBuilder<AppsTables, 'apps'>) => Expression<SqlBool>;

/**
 * Deletes apps, within a transaction, for everybody who asks from now on: nobody finds them, their tokens are dead as those of
 * suspended apps, and their client_ids are free. What users have allowed them may be long and goes later, in batches, and
 * then the row. Resolves to their ids.
 */
export const deleteApps = async (
  transaction: Queryable<AppsTables>,
  which: WhichApps,
  now: number,
): Promise<number[]> => {
  const { query } = transaction;
  const rows = await query
    .updateTable('apps')
    .set(({ fn, val }) => ({
      // No client_id has a space.
      client_id: sql<string>`'deleted ' || id`,
      owner_id: ownerColumn(null),
      suspended_at: fn.coalesce('suspended_at', val(now)),
      deleted_at: now,
      registration_token_hash: null,
      registration: null,
      jwks: null,
      jwks_uri: null,
      backchannel_logout_uri: null,
      logo_hash: null,
    }))
    .where(which)
    .where('deleted_at', 'is', null)
    .returning('id')
    .execute();
  const ids = rows.map(({ id }) => id);
  await inChunks(ids, async (chunk) => {
    for (const table of ['app_secrets', 'app_redirect_uris', 'app_logos'] as const) {
      await query.deleteFrom(table).where('app_id', 'in', chunk).execute();
    }
  });
  return ids;
};

/** The first of the deleted apps whose rows are still there, after the id `after`. */
export const nextDeletedApp = async ({ query }: Queryable<AppsTables>, after: number): Promise<number | null> => {
  const deleted = query.selectFrom('apps').where('deleted_at', 'is not', null).where('id', '>', after);
  return (await deleted.orderBy('id').limit(1).select('id').executeTakeFirst())?.id ?? null;
};

/** Deletes the row of a deleted app, with what little still hangs on it. */
export const deleteAppRow = async ({ query }: Queryable<AppsTables>, id: number): Promise<void> => {
  await query.deleteFrom('apps').where('id', '=', id).where('deleted_at', 'is not', null).execute();
};
