import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** The latest time this installation has seen (database/clock), 0 until the first look. One row. */
export const referenceTime: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .createTable('reference_time')
      .addColumn('id', 'bigint', (column) => column.primaryKey())
      .addColumn('mark', 'bigint', (column) => column.notNull())
      .addColumn('accepted', 'bigint', (column) => column.notNull())
      .addColumn('jumped_at', 'bigint')
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .addColumn('steady_for', 'bigint', (column) => column.notNull())
      .execute();
    const unknown = { id: 1, mark: 0, accepted: 0, jumped_at: null, seen_at: 0, steady_for: 0 };
    await database.insertInto('reference_time').values(unknown).execute();
  },
};
