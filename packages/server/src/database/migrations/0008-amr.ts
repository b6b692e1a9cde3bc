import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** How users signed in, from the first step to the tokens. Existing rows get what apps were told then: a password. */
export const amr: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    for (const table of ['sessions', 'pending_sign_ins', 'codes', 'token_families']) {
      await database.schema
        .alterTable(table)
        .addColumn('amr', 'text', (column) => column.notNull().defaultTo('pwd'))
        .execute();
    }
    // The stored JSON of a device starts with its user.
    await sql`update device_requests
      set "grant" = replace("grant", '{"userId":', '{"amr":"pwd","userId":')`.execute(database);
    // The stored JSON of a waiting request starts with its redirect URI.
    await sql`update authorization_requests
      set parameters = replace(parameters, '{"redirectUri":', '{"essentialAcrs":null,"redirectUri":')`.execute(
      database,
    );
  },
};
