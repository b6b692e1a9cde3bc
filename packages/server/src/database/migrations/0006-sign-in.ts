import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../database.js';

type AnySchema = Record<string, Record<string, unknown>>;

const indexes = async (database: Kysely<AnySchema>, on: string, columns: readonly string[]): Promise<void> => {
  for (const column of columns) {
    await database.schema.createIndex(`${on}_${column}`).on(on).column(column).execute();
  }
};

/** Mail, links sent by mail, and ways to sign in besides the password. */
export const signIn = (dialect: Dialect): Migration => {
  const table = (database: Kysely<AnySchema>, name: string): CreateTableBuilder<string> => {
    const builder = database.schema.createTable(name);
    return dialect === 'sqlite'
      ? builder.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      : builder.addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity());
  };

  const mail = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'mails')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_attempt_at', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await indexes(database, 'mails', ['user_id', 'next_attempt_at']);

    await table(database, 'mail_links')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('purpose', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await indexes(database, 'mail_links', ['user_id', 'expires_at']);
  };

  const secondStep = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'pending_sign_ins')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('browser_hash', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await indexes(database, 'pending_sign_ins', ['user_id', 'expires_at']);

    await database.schema
      .createTable('totp_secrets')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('sealed_secret', 'text', (column) => column.notNull())
      .addColumn('confirmed_at', 'bigint')
      .addColumn('last_step', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();

    await table(database, 'recovery_codes')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await indexes(database, 'recovery_codes', ['user_id']);
  };

  const passkeys = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'passkeys')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('credential_id', 'text', (column) => column.notNull().unique())
      .addColumn('public_key', 'text', (column) => column.notNull())
      .addColumn('sign_count', 'bigint', (column) => column.notNull())
      .addColumn('transports', 'text', (column) => column.notNull())
      .addColumn('is_backed_up', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint')
      .execute();
    await indexes(database, 'passkeys', ['user_id']);
  };

  const upstream = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'upstream_identities')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('issuer', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint')
      .addUniqueConstraint('upstream_identities_subject', ['issuer', 'subject'])
      .addUniqueConstraint('upstream_identities_user', ['user_id', 'issuer'])
      .execute();

    await table(database, 'upstream_requests')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('awaits', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('browser_hash', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await indexes(database, 'upstream_requests', ['expires_at']);
  };

  return {
    up: async (database: Kysely<AnySchema>) => {
      await mail(database);
      await secondStep(database);
      await passkeys(database);
      await upstream(database);
    },
  };
};
