import type { Selectable } from 'kysely';
import type { SecretHash } from '../../../kernel/secret.js';
import { NO_SETTINGS, readSettings } from '../settings/columns.js';
import type { SettingValues, StoredValues } from '../settings/table.js';
import type { AppsTable } from '../tables.js';

export type AppRow = Omit<Selectable<AppsTable>, 'deleted_at'>;

/** An app as the protocol endpoints need it. Its settings are described in settings/table.ts. */
export interface Client extends StoredValues {
  id: number;
  clientId: string;
  /** The developer; null for an app that registered itself or is described by a document at its client_id. */
  owner: string | null;
  /** Authenticates with private_key_jwt (RFC 7523), with the keys in `jwks` or at `jwksUri`, and has no secret. */
  usesAssertions: boolean;
  /** The app's own home page. */
  clientUri: string | null;
  registeredBy: AppRow['registered_by'];
  /** Of the registration access token (RFC 7592). */
  registrationTokenHash: SecretHash | null;
  /** Registered metadata without a column of its own. */
  remarks: Remarks | null;
  /** Until when the document at the client_id is fresh. */
  metadataFreshUntil: number | null;
  logoHash: string | null;
  /** Why nothing of the app works for now; null if it is not suspended. */
  suspendedBy: 'operator' | 'owner_disabled' | null;
  /** When a token was last issued, to about a day. */
  lastUsedAt: number | null;
  createdAt: number;
}

export interface App extends Client {
  redirectUris: { uri: string; createdAt: number }[];
}

export const settingValuesOf = (app: App): SettingValues => ({
  ...app,
  redirectUris: app.redirectUris.map(({ uri }) => uri),
});

/** Client authentication methods (RFC 7591 section 2, OpenID Connect Core section 9). */
export const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/** Client metadata stored only to be read back; nothing depends on it. */
export interface Remarks {
  authMethod: AuthMethod;
  applicationType: 'web' | 'native';
  /** As sent, or null. */
  scope: string | null;
  /** Of the document that describes the app. */
  digest?: string;
}

/** No owner, in the column `owner_id`. */
const NOBODY = '';

export const ownerColumn = (owner: string | null): string => owner ?? NOBODY;

const readRemarks = (stored: string | null): Remarks | null => {
  const remarks: Remarks | null = stored === null ? null : JSON.parse(stored);
  return remarks;
};

const suspendedBy = ({ suspended_at, owner_disabled_at }: AppRow): Client['suspendedBy'] => {
  if (suspended_at !== null) return 'operator';
  return owner_disabled_at === null ? null : 'owner_disabled';
};

/** One object per row, because token requests read it. */
export const clientOf = (row: AppRow): Client => {
  const client: Client = {
    ...NO_SETTINGS,
    id: row.id,
    clientId: row.client_id,
    owner: row.owner_id === NOBODY ? null : row.owner_id,
    usesAssertions: row.uses_assertions === 1,
    clientUri: row.client_uri,
    registeredBy: row.registered_by,
    registrationTokenHash: row.registration_token_hash,
    remarks: readRemarks(row.registration),
    metadataFreshUntil: row.metadata_fresh_until,
    logoHash: row.logo_hash,
    suspendedBy: suspendedBy(row),
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
  };
  readSettings(client, row);
  return client;
};
