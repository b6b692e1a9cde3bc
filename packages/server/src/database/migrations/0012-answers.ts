import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/**
 * What an answer to an authorization request depends on: the first answer, the sign-in, and the app as it was shown.
 * `granted_by`, which is no longer used, stays for processes of the version before.
 */
export const answers: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    const { schema } = database;
    await schema.alterTable('authorization_requests').addColumn('authorization_id', 'bigint').execute();
    await schema.alterTable('authorization_requests').addColumn('session_hash', 'text').execute();
    await schema
      .alterTable('authorization_requests')
      .addColumn('shown_app', 'text', (column) => column.notNull().defaultTo(''))
      .execute();
    await schema.alterTable('codes').addColumn('registered_uri', 'text').execute();
  },
};
