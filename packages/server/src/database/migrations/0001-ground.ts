import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../database.js';

type AnySchema = Record<string, Record<string, unknown>>;

export const ground = (dialect: Dialect): Migration => {
  const table = (database: Kysely<AnySchema>, name: string): CreateTableBuilder<string> => {
    const builder = database.schema.createTable(name);
    return dialect === 'sqlite'
      ? builder.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      : builder.addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity());
  };

  const accounts = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'users')
      .addColumn('username', 'text', (column) => column.notNull())
      .addColumn('username_key', 'text', (column) => column.notNull().unique())
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('email_key', 'text', (column) => column.notNull().unique())
      .addColumn('email_verified', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('password_hash', 'text', (column) => column.notNull())
      .addColumn('status', 'integer', (column) => column.notNull())
      .addColumn('quota', 'bigint', (column) => column.notNull())
      .addColumn('used_quota', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addCheckConstraint('users_quota_safe', sql`quota between -9007199254740991 and 9007199254740991`)
      .addCheckConstraint('users_used_quota_safe', sql`used_quota between -9007199254740991 and 9007199254740991`)
      .execute();
    await table(database, 'ledger_entries')
      .addColumn('user_id', 'bigint', (column) => column.notNull().references('users.id'))
      .addColumn('quota_delta', 'bigint', (column) => column.notNull())
      .addColumn('used_delta', 'bigint', (column) => column.notNull())
      .addColumn('memo', 'text', (column) => column.notNull())
      .addColumn('idempotency_key', 'text', (column) => column.unique())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('ledger_entries_user').on('ledger_entries').column('user_id').execute();
    await database.schema
      .createTable('user_roles')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await table(database, 'invitations')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('used_at', 'bigint')
      .addColumn('used_by', 'text')
      .execute();
  };

  const apps = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'apps')
      .addColumn('client_id', 'text', (column) => column.notNull().unique())
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('is_public', 'integer', (column) => column.notNull())
      .addColumn('is_trusted', 'integer', (column) => column.notNull())
      .addColumn('require_pkce', 'integer', (column) => column.notNull())
      .addColumn('allow_browser_secret', 'integer', (column) => column.notNull())
      .addColumn('id_token_alg', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('apps_owner').on('apps').column('owner_id').execute();
    await table(database, 'app_redirect_uris')
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('uri', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addUniqueConstraint('app_redirect_uris_once', ['app_id', 'uri'])
      .execute();
    await table(database, 'app_secrets')
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('hint', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint')
      .execute();
    await database.schema.createIndex('app_secrets_app').on('app_secrets').column('app_id').execute();
    await table(database, 'developer_tokens')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('hint', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint')
      .addColumn('expires_at', 'bigint')
      .addColumn('revoked_at', 'bigint')
      .execute();
    await database.schema.createIndex('developer_tokens_user').on('developer_tokens').column('user_id').execute();
  };

  const browsers = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'sessions')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('browser_hash', 'text', (column) => column.notNull())
      .addColumn('user_agent', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('sessions_user').on('sessions').column('user_id').execute();
    await database.schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute();
    await database.schema
      .createTable('known_browsers')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('browser_hash', 'text', (column) => column.notNull())
      .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('known_browsers_once', ['user_id', 'browser_hash'])
      .execute();
    await database.schema.createIndex('known_browsers_last_seen').on('known_browsers').column('last_seen_at').execute();
    await table(database, 'authorization_requests')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('browser_hash', 'text')
      .addColumn('granted_by', 'text')
      .addColumn('fresh_after', 'bigint', (column) => column.notNull())
      .addColumn('answered_at', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex('authorization_requests_expiry')
      .on('authorization_requests')
      .column('expires_at')
      .execute();
  };

  const authorizations = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'authorizations')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('declined', 'text', (column) => column.notNull())
      .addColumn('app_name', 'text', (column) => column.notNull())
      .addColumn('app_owner_id', 'text', (column) => column.notNull())
      .addColumn('granted_at', 'bigint', (column) => column.notNull())
      .addColumn('last_used_at', 'bigint', (column) => column.notNull())
      .addColumn('ended_at', 'bigint')
      .execute();
    await database.schema
      .createIndex('authorizations_live')
      .unique()
      .on('authorizations')
      .columns(['user_id', 'app_id'])
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
    await database.schema.createIndex('authorizations_app').on('authorizations').column('app_id').execute();
    await database.schema
      .createIndex('authorizations_ended')
      .on('authorizations')
      .column('ended_at')
      .where(sql.ref('ended_at'), 'is not', null)
      .execute();
    await table(database, 'token_families')
      .addColumn('authorization_id', 'bigint', (column) =>
        column.notNull().references('authorizations.id').onDelete('cascade'),
      )
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('auth_time', 'bigint', (column) => column.notNull())
      .addColumn('generation', 'integer', (column) => column.notNull())
      .addColumn('live_from_generation', 'integer', (column) => column.notNull())
      .addColumn('current_hash', 'text', (column) => column.notNull())
      .addColumn('previous_hash', 'text')
      .addColumn('rotated_at', 'bigint', (column) => column.notNull())
      .addColumn('refresh_expires_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('revoked_at', 'bigint')
      .addColumn('revoke_reason', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex('token_families_authorization')
      .on('token_families')
      .column('authorization_id')
      .execute();
    await table(database, 'codes')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('authorization_id', 'bigint', (column) =>
        column.notNull().references('authorizations.id').onDelete('cascade'),
      )
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('redirect_uri', 'text', (column) => column.notNull())
      .addColumn('code_challenge', 'text')
      .addColumn('nonce', 'text')
      .addColumn('auth_time', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('redeemed_at', 'bigint')
      .addColumn('family_id', 'bigint', (column) => column.references('token_families.id').onDelete('cascade'))
      .execute();
    await database.schema.createIndex('codes_authorization').on('codes').column('authorization_id').execute();
    await database.schema.createIndex('codes_family').on('codes').column('family_id').execute();
    await database.schema.createIndex('codes_expiry').on('codes').column('expires_at').execute();
  };

  const rest = async (database: Kysely<AnySchema>): Promise<void> => {
    await database.schema
      .createTable('topup_orders')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('app_id', 'bigint', (column) => column.references('apps.id').onDelete('set null'))
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('units', 'bigint', (column) => column.notNull())
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .addColumn('currency', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('return_to', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('paid_at', 'bigint')
      .addColumn('credited_at', 'bigint')
      .execute();
    await database.schema.createIndex('topup_orders_user').on('topup_orders').column('user_id').execute();
    // Finds orders waiting to be credited, and orders never paid.
    await database.schema
      .createIndex('topup_orders_uncredited')
      .on('topup_orders')
      .columns(['status', 'created_at'])
      .where(sql.ref('credited_at'), 'is', null)
      .execute();
    await table(database, 'signing_keys')
      .addColumn('kid', 'text', (column) => column.notNull().unique())
      .addColumn('alg', 'text', (column) => column.notNull())
      .addColumn('ordinal', 'integer', (column) => column.notNull())
      .addColumn('public_jwk', 'text')
      .addColumn('sealed_key', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('retired_at', 'bigint')
      .addUniqueConstraint('signing_keys_ordinal', ['alg', 'ordinal'])
      .execute();
    await table(database, 'audit_events')
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text')
      .addColumn('app_id', 'bigint')
      .addColumn('detail', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('audit_events_user').on('audit_events').column('user_id').execute();
    await database.schema.createIndex('audit_events_age').on('audit_events').columns(['type', 'created_at']).execute();
  };

  return {
    up: async (database: Kysely<AnySchema>) => {
      await accounts(database);
      await apps(database);
      await browsers(database);
      await authorizations(database);
      await rest(database);
    },
  };
};
