import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../database.js';

type AnySchema = Record<string, Record<string, unknown>>;

const index = async (database: Kysely<AnySchema>, on: string, column: string): Promise<void> => {
  await database.schema.createIndex(`${on}_${column}`).on(on).column(column).execute();
};

// SQLite accepts one new column per statement.
const flags = async (database: Kysely<AnySchema>, on: string, names: readonly string[]): Promise<void> => {
  for (const name of names) {
    await database.schema
      .alterTable(on)
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  }
};

const texts = async (database: Kysely<AnySchema>, on: string, defaults: Record<string, string>): Promise<void> => {
  for (const [name, value] of Object.entries(defaults)) {
    await database.schema
      .alterTable(on)
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(value))
      .execute();
  }
};

const nullables = async (
  database: Kysely<AnySchema>,
  on: string,
  type: 'text' | 'bigint',
  names: readonly string[],
): Promise<void> => {
  for (const name of names) await database.schema.alterTable(on).addColumn(name, type).execute();
};

const apps = async (database: Kysely<AnySchema>): Promise<void> => {
  await flags(database, 'apps', ['uses_assertions', 'require_par', 'dpop_bound', 'is_fapi']);
  await texts(database, 'apps', {
    grant_types: 'authorization_code refresh_token',
    post_logout_redirect_uris: '[]',
    registered_by: 'developer',
  });
  await nullables(database, 'apps', 'text', [
    'jwks',
    'jwks_uri',
    'backchannel_logout_uri',
    'client_uri',
    'registration_token_hash',
    'registration',
  ]);
  await nullables(database, 'apps', 'bigint', ['last_used_at', 'metadata_fresh_until']);
  await database.schema
    .createIndex('apps_use')
    .on('apps')
    .columns(['owner_id', 'last_used_at', 'created_at'])
    .execute();
};

const grants = async (database: Kysely<AnySchema>): Promise<void> => {
  await texts(database, 'authorizations', { resources: '[]' });
  for (const on of ['codes', 'token_families']) {
    await texts(database, on, { resources: '[]' });
    await nullables(database, on, 'text', ['dpop_jkt', 'sid']);
  }
};

/** Everything around the code flow: permissions of apps, resources, pushed requests, devices, logout. */
export const protocol = (dialect: Dialect): Migration => {
  const table = (database: Kysely<AnySchema>, name: string): CreateTableBuilder<string> => {
    const builder = database.schema.createTable(name);
    return dialect === 'sqlite'
      ? builder.addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      : builder.addColumn('id', 'bigint', (column) => column.primaryKey().generatedByDefaultAsIdentity());
  };

  const resources = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'resources')
      .addColumn('identifier', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
  };

  const requests = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'pushed_requests')
      .addColumn('hash', 'text', (column) => column.notNull().unique())
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('dpop_jkt', 'text')
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await index(database, 'pushed_requests', 'expires_at');
    await database.schema
      .createTable('used_jtis')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await index(database, 'used_jtis', 'expires_at');
  };

  const devices = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'device_requests')
      .addColumn('device_hash', 'text', (column) => column.notNull().unique())
      .addColumn('user_code_hash', 'text', (column) => column.notNull().unique())
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('authorization_id', 'bigint', (column) => column.references('authorizations.id').onDelete('cascade'))
      .addColumn('grant', 'text')
      .addColumn('interval_ms', 'integer', (column) => column.notNull())
      .addColumn('polled_at', 'bigint')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await index(database, 'device_requests', 'expires_at');
    await index(database, 'device_requests', 'authorization_id');
  };

  const logout = async (database: Kysely<AnySchema>): Promise<void> => {
    await table(database, 'logout_notices')
      .addColumn('app_id', 'bigint', (column) => column.notNull().references('apps.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('sid', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('next_attempt_at', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .execute();
    await index(database, 'logout_notices', 'next_attempt_at');
    await nullables(database, 'sessions', 'text', ['sid']);
  };

  /** Unlogged: counts may be lost in a crash, and guesses cost no disk writes. */
  const attempts = async (database: Kysely<AnySchema>): Promise<void> => {
    if (dialect === 'sqlite') return;
    await database.schema
      .createTable('attempt_counts')
      .modifyFront(sql`unlogged`)
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('points', 'integer', (column) => column.notNull())
      .addColumn('expire', 'bigint', (column) => column.notNull())
      .execute();
    await index(database, 'attempt_counts', 'expire');
  };

  return {
    up: async (database: Kysely<AnySchema>) => {
      await apps(database);
      await grants(database);
      await resources(database);
      await requests(database);
      await devices(database);
      await logout(database);
      await attempts(database);
    },
  };
};
