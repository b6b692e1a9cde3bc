import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/**
 * When a process first started with a secret key. Of the copies of before, those are used that nothing older waits for: a
 * start with a newer key retires the older ones.
 */
export const usedRootKeys: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema.alterTable('root_keys').addColumn('used_at', 'bigint').execute();
    await sql`update root_keys set used_at = created_at where not exists (
      select 1 from root_keys as older where older.ordinal < root_keys.ordinal and older.retired_at is null
    )`.execute(database);
  },
};
