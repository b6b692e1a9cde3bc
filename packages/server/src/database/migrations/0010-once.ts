import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** What happens once: requests that create something, and runs of background jobs. */
export const once: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .createTable('idempotent_requests')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('body_hash', 'text', (column) => column.notNull())
      .addColumn('claim', 'text', (column) => column.notNull())
      .addColumn('sealed_answer', 'text')
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex('idempotent_requests_expires_at')
      .on('idempotent_requests')
      .column('expires_at')
      .execute();

    await database.schema
      .createTable('job_leases')
      .addColumn('job', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
