import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** A browser can be known before it has signed in: it has set the account's password by a link. */
export const browsersOfResets: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .alterTable('known_browsers')
      .addColumn('signed_in', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
  },
};
