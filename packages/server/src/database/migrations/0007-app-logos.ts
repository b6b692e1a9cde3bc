import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../database.js';

type AnySchema = Record<string, Record<string, unknown>>;

/** App logos in their own table: apps are read on every request, a logo once per browser. */
export const appLogos = (dialect: Dialect): Migration => ({
  up: async (database: Kysely<AnySchema>) => {
    await database.schema.alterTable('apps').addColumn('logo_hash', 'text').execute();
    await database.schema.createIndex('apps_logo_hash').on('apps').column('logo_hash').execute();
    await database.schema
      .createTable('app_logos')
      .addColumn('app_id', dialect === 'sqlite' ? 'integer' : 'bigint', (column) =>
        column.primaryKey().references('apps.id').onDelete('cascade'),
      )
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('bytes', dialect === 'sqlite' ? 'blob' : 'bytea', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
  },
});
