import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type AnySchema = Record<string, Record<string, unknown>>;

/** For the account pages: the language, paged lists, and deletion. */
export const account: Migration = {
  up: async (database: Kysely<AnySchema>) => {
    await database.schema.alterTable('users').addColumn('locale', 'text').execute();
    await database.schema.alterTable('users').addColumn('deleted_at', 'bigint').execute();
    await database.schema.createIndex('users_deleted').on('users').column('deleted_at').execute();

    const index = (on: string, name: string, columns: readonly string[]): Promise<void> =>
      database.schema
        .createIndex(name)
        .on(on)
        .columns([...columns])
        .execute();
    await index('ledger_entries', 'ledger_entries_page', ['user_id', 'id']);
    await index('ledger_entries', 'ledger_entries_days', ['user_id', 'created_at', 'quota_delta', 'used_delta']);
    await index('topup_orders', 'topup_orders_page', ['user_id', 'created_at', 'id']);
    await index('audit_events', 'audit_events_page', ['user_id', 'id']);
    await index('authorizations', 'authorizations_page', ['user_id', 'id']);
    // Each is a prefix of one above.
    for (const name of ['ledger_entries_user', 'topup_orders_user', 'audit_events_user']) {
      await database.schema.dropIndex(name).execute();
    }
  },
};
