import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** Counts the changes of a user's password and status, so that a sign-in begun before one of them is not completed after it. */
export const credentialVersion: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    for (const table of ['users', 'pending_sign_ins']) {
      await database.schema
        .alterTable(table)
        .addColumn('credential_version', 'integer', (column) => column.notNull().defaultTo(0))
        .execute();
    }
  },
};
