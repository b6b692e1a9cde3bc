import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** A pushed request is answered once, and notices that are not mailed one by one wait to be mailed together. */
export const pushedAndWithheld: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .alterTable('authorization_requests')
      .addColumn('is_pushed', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await database.schema
      .createTable('withheld_notices')
      // The user, the kind and what it is about.
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('notice', 'text', (column) => column.notNull())
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .execute();
    for (const column of ['user_id', 'due_at']) {
      await database.schema.createIndex(`withheld_notices_${column}`).on('withheld_notices').column(column).execute();
    }
  },
};
