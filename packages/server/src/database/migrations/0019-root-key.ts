import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** The key that everything else is derived from, sealed under the secret key, so that the secret key can be replaced. */
export const rootKey: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .createTable('root_keys')
      .addColumn('sealed_under', 'text', (column) => column.primaryKey())
      .addColumn('ordinal', 'integer', (column) => column.notNull().unique())
      .addColumn('sealed_key', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('retired_at', 'bigint')
      .execute();
  },
};
