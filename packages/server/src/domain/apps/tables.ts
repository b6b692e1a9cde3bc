import type { ColumnType, Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { RasterType } from '../../kernel/image.js';
import type { SecretHash } from '../../kernel/secret.js';
import type { AccountsTables } from '../accounts/index.js';
import type { AuditTables } from '../audit/index.js';
import type { IdempotencyTables } from '../idempotency/index.js';
import type { MailTables } from '../mail/index.js';
import { SETTING_COLUMNS } from './settings/columns.js';
import type { SettingColumns } from './settings/table.js';

export interface AppsTables {
  apps: AppsTable;
  app_redirect_uris: AppRedirectUrisTable;
  app_secrets: AppSecretsTable;
  app_logos: AppLogosTable;
}

/** With what its verbs write in the same transaction. */
export type AppsSchema = AppsTables & AccountsTables & AuditTables & IdempotencyTables & MailTables;

interface AppRecord {
  id: Generated<number>;
  client_id: string;
  /** Empty for an app that registered itself (RFC 7591) or is described by a document at its client_id. */
  owner_id: string;
  uses_assertions: Generated<number>;
  /** The app's own home page. */
  client_uri: string | null;
  registered_by: Generated<'developer' | 'registration' | 'metadata'>;
  /** Of the registration access token (RFC 7592). */
  registration_token_hash: ColumnType<SecretHash | null, string | null | undefined, string | null>;
  /** When a token was last issued, to about a day; null if none ever was. */
  last_used_at: number | null;
  /** Other registered metadata, as JSON: returned to the holder of the registration access token (RFC 7592). */
  registration: string | null;
  /** Until when the document at the client_id is fresh. */
  metadata_fresh_until: number | null;
  /** Hash of its logo, whose bytes are in app_logos; null if it has none. */
  logo_hash: string | null;
  /** By the operator; null if it is not. */
  suspended_at: number | null;
  /** Since when the owner's account is disabled, which suspends the app too; null if it is not. */
  owner_disabled_at: number | null;
  /** Null unless it was deleted and what hangs on it is not yet. Nobody finds it then, and it is suspended. */
  deleted_at: number | null;
  created_at: number;
}

/** What each setting's column holds, settings/types.ts says. */
export type AppsTable = AppRecord & { [C in keyof SettingColumns]: Generated<SettingColumns[C]> };

export const APP_COLUMNS = [
  ...columnsOf<Omit<AppRecord, 'deleted_at'>>()([
    'id',
    'client_id',
    'owner_id',
    'uses_assertions',
    'client_uri',
    'registered_by',
    'registration_token_hash',
    'last_used_at',
    'registration',
    'metadata_fresh_until',
    'logo_hash',
    'suspended_at',
    'owner_disabled_at',
    'created_at',
  ]),
  ...SETTING_COLUMNS,
];

export interface AppRedirectUrisTable {
  id: Generated<number>;
  app_id: number;
  uri: string;
  /** An authorization given before this moment does not cover the URI. */
  created_at: number;
}

export interface AppSecretsTable {
  id: Generated<number>;
  app_id: number;
  hash: ColumnType<SecretHash, string>;
  hint: string;
  created_at: number;
  last_used_at: number | null;
}

export const APP_SECRET_COLUMNS = columnsOf<AppSecretsTable>()([
  'id',
  'app_id',
  'hash',
  'hint',
  'created_at',
  'last_used_at',
]);

/** App logos, at most one per app; `apps.logo_hash` names it. */
export interface AppLogosTable {
  app_id: number;
  type: RasterType;
  bytes: Uint8Array<ArrayBuffer>;
  created_at: number;
}
