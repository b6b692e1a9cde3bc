import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** Without an index, deleting an app looks through all of each. */
export const OF_APPS = [
  'token_families',
  'codes',
  'authorization_requests',
  'pushed_requests',
  'device_requests',
  'logout_notices',
  'topup_orders',
];

/**
 * When a process first started with a secret key: of the copies of before, those are used that nothing older waits for,
 * because a start with a newer key retires the older ones. And apps that were deleted, until all that hangs on them is.
 */
export const usedKeysAndDeletedApps: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    const { schema } = database;
    await schema.alterTable('root_keys').addColumn('used_at', 'bigint').execute();
    await sql`update root_keys set used_at = created_at where not exists (
      select 1 from root_keys as older where older.ordinal < root_keys.ordinal and older.retired_at is null
    )`.execute(database);
    await schema.alterTable('apps').addColumn('deleted_at', 'bigint').execute();
    await schema
      .createIndex('apps_deleted')
      .on('apps')
      .column('deleted_at')
      .where(sql.ref('deleted_at'), 'is not', null)
      .execute();
    for (const table of OF_APPS) await schema.createIndex(`${table}_app`).on(table).column('app_id').execute();
  },
};
