import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration is frozen in time: it never imports the schema's types, which move on. */
type AnySchema = Record<string, Record<string, unknown>>;

/** How users signed in, from the first step to the tokens. For what was begun before, what apps were told then: a password. */
export const amr: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    for (const table of ['sessions', 'pending_sign_ins', 'codes', 'token_families']) {
      await database.schema
        .alterTable(table)
        .addColumn('amr', 'text', (column) => column.notNull().defaultTo('pwd'))
        .execute();
    }
    // What devices wait for is JSON that begins with its user.
    await sql`update device_requests
      set "grant" = replace("grant", '{"userId":', '{"amr":"pwd","userId":')`.execute(database);
    // A request that waits for its user is JSON that begins with where the answer goes.
    await sql`update authorization_requests
      set parameters = replace(parameters, '{"redirectUri":', '{"essentialAcrs":null,"redirectUri":')`.execute(
      database,
    );
  },
};
