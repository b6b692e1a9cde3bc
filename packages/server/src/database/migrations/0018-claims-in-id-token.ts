import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** Apps can have the claims of userinfo in their id_tokens too. */
export const claimsInIdToken: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .alterTable('apps')
      .addColumn('claims_in_id_token', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
