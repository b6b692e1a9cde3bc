import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** Mails with a link go before notices, and notices of one kind to one user are counted. Finds old revoked developer tokens. */
export const mailTurns: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema
      .alterTable('mails')
      .addColumn('is_notice', 'integer', (column) => column.notNull().defaultTo(1))
      .execute();
    await database.schema.dropIndex('mails_next_attempt_at').execute();
    await database.schema.createIndex('mails_due').on('mails').columns(['is_notice', 'next_attempt_at']).execute();
    await database.schema
      .createTable('notice_counts')
      // The user and the kind.
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('count', 'integer', (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex('developer_tokens_revoked')
      .on('developer_tokens')
      .column('revoked_at')
      .where('revoked_at', 'is not', null)
      .execute();
    for (const column of ['user_id', 'since']) {
      await database.schema.createIndex(`notice_counts_${column}`).on('notice_counts').column(column).execute();
    }
  },
};
