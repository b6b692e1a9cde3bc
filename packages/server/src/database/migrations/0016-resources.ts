import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/**
 * A removed resource keeps its identifier. No tokens are issued for one that is not yet gone from everything that users have
 * allowed, nor for those of disabled users.
 */
export const resources: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    const { schema } = database;
    await schema.alterTable('resources').addColumn('removed_at', 'bigint').execute();
    await schema
      .createIndex('authorizations_with_resources')
      .on('authorizations')
      .column('id')
      .where(sql<boolean>`resources <> '[]'`)
      .execute();
    await schema
      .createTable('withheld_resources')
      .addColumn('identifier', 'text', (column) => column.primaryKey())
      .execute();
    await sql`insert into withheld_resources (identifier)
      select identifier from resources where owner_id in (select cast(id as text) from users where status = 2)`.execute(
      database,
    );
  },
};
