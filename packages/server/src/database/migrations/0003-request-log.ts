import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../database.js';

type AnySchema = Record<string, Record<string, unknown>>;

/**
 * The request log of apps. Unlogged on PostgreSQL: it may be lost in a crash, and costs no disk writes. No foreign keys: a
 * deleted app must not fail the batch that still holds its last lines.
 */
export const requestLog = (dialect: Dialect): Migration => {
  const table = (database: Kysely<AnySchema>, name: string): CreateTableBuilder<string> => {
    const builder = database.schema.createTable(name);
    return dialect === 'sqlite'
      ? builder.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      : builder
          .modifyFront(sql`unlogged`)
          .addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity());
  };

  return {
    up: async (database: Kysely<AnySchema>) => {
      await table(database, 'app_requests')
        .addColumn('app_id', 'bigint', (column) => column.notNull())
        .addColumn('request_id', 'text', (column) => column.notNull())
        .addColumn('operation', 'text', (column) => column.notNull())
        .addColumn('error', 'text')
        .addColumn('reason', 'text')
        .addColumn('parameters', 'text', (column) => column.notNull())
        .addColumn('warnings', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await database.schema.createIndex('app_requests_app_id').on('app_requests').columns(['app_id', 'id']).execute();
      await database.schema.createIndex('app_requests_created_at').on('app_requests').column('created_at').execute();
      await table(database, 'app_request_counts')
        .addColumn('app_id', 'bigint', (column) => column.notNull())
        .addColumn('operation', 'text', (column) => column.notNull())
        .addColumn('hour_at', 'bigint', (column) => column.notNull())
        .addColumn('succeeded', 'bigint', (column) => column.notNull())
        .addColumn('failed', 'bigint', (column) => column.notNull())
        .addUniqueConstraint('app_request_counts_hour', ['app_id', 'operation', 'hour_at'])
        .execute();
      await database.schema
        .createIndex('app_request_counts_hour_at')
        .on('app_request_counts')
        .column('hour_at')
        .execute();
    },
  };
};
