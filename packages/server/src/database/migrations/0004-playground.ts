import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../database.js';

type AnySchema = Record<string, Record<string, unknown>>;

/** Playground runs. They are deleted with their app. */
export const playground = (dialect: Dialect): Migration => {
  const table = (database: Kysely<AnySchema>, name: string): CreateTableBuilder<string> => {
    const builder = database.schema.createTable(name);
    return dialect === 'sqlite'
      ? builder.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      : builder.addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity());
  };

  return {
    up: async (database: Kysely<AnySchema>) => {
      await table(database, 'playground_runs')
        .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('session_hash', 'text', (column) => column.notNull())
        .addColumn('state_hash', 'text', (column) => column.notNull().unique())
        .addColumn('content', 'text', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('answered_at', 'bigint')
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute();
      for (const column of ['app_id', 'user_id', 'expires_at']) {
        await database.schema.createIndex(`playground_runs_${column}`).on('playground_runs').column(column).execute();
      }
    },
  };
};
