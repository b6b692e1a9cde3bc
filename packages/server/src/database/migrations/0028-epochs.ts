import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/**
 * What ends the tokens of an authorization is one mark on its row: codes, token families and allowed devices carry the epoch
 * in which they were issued. Authorizations count the families they founded. The families of one authorization are found
 * in their order, and its codes by when they expire.
 */
export const epochs: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    for (const column of ['epoch', 'live_from_epoch', 'founded']) {
      await database.schema
        .alterTable('authorizations')
        .addColumn(column, 'bigint', (added) => added.notNull().defaultTo(0))
        .execute();
    }
    await database.schema.alterTable('authorizations').addColumn('ending', 'text').execute();
    await database.schema
      .createIndex('authorizations_ending')
      .on('authorizations')
      .column('id')
      .where(sql.ref('ending'), 'is not', null)
      .execute();
    for (const table of ['codes', 'token_families', 'device_requests']) {
      await database.schema
        .alterTable(table)
        .addColumn('epoch', 'bigint', (added) => added.notNull().defaultTo(0))
        .execute();
    }
    for (const [table, second] of [
      ['token_families', 'id'],
      ['codes', 'expires_at'],
    ] as const) {
      await database.schema.dropIndex(`${table}_authorization`).execute();
      await database.schema
        .createIndex(`${table}_authorization`)
        .on(table)
        .columns(['authorization_id', second])
        .execute();
    }
  },
};
