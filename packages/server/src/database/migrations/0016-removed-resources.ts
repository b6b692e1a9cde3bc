import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** A removed resource keeps its identifier until it is gone from everything that users have allowed. */
export const removedResources: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema.alterTable('resources').addColumn('removed_at', 'bigint').execute();
    await database.schema
      .createIndex('authorizations_with_resources')
      .on('authorizations')
      .column('id')
      .where(sql<boolean>`resources <> '[]'`)
      .execute();
  },
};
