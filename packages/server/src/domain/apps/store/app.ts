import type { Selectable } from 'kysely';
import type { SecretHash } from '../../../kernel/secret.js';
import type { ClientJwks } from '../../../protocol/client-jwks.js';
import { readSigningAlg, type SigningAlg } from '../../../protocol/signing-alg.js';
import type { AppsTable } from '../tables.js';

export type AppRow = Selectable<AppsTable>;

/** An app as the protocol endpoints need it. */
export interface Client {
  id: number;
  clientId: string;
  /** The developer; null for an app that registered itself or is described by a document at its client_id. */
  owner: string | null;
  name: string;
  description: string;
  isPublic: boolean;
  /** Trusted by the operator. */
  isTrusted: boolean;
  requirePkce: boolean;
  /** The developer accepts that this app's secret is used from browsers. */
  allowBrowserSecret: boolean;
  idTokenAlg: SigningAlg;
  /** Authenticates with private_key_jwt (RFC 7523), with the keys in `jwks` or at `jwksUri`, and has no secret. */
  usesAssertions: boolean;
  jwks: ClientJwks | null;
  jwksUri: string | null;
  /** Authorization requests must be pushed (RFC 9126). */
  requirePar: boolean;
  /** Access tokens are bound to a key of the app (RFC 9449). */
  dpopBound: boolean;
  /** The FAPI 2.0 Security Profile: only PAR, PKCE, private_key_jwt and DPoP. */
  isFapi: boolean;
  grantTypes: readonly string[];
  postLogoutRedirectUris: readonly string[];
  backchannelLogoutUri: string | null;
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
  /** When a token was last issued, to about a day. */
  lastUsedAt: number | null;
  createdAt: number;
}

export interface App extends Client {
  redirectUris: { uri: string; createdAt: number }[];
}

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

const readJwks = (stored: string | null): ClientJwks | null => {
  const jwks: ClientJwks | null = stored === null ? null : JSON.parse(stored);
  return jwks;
};

const readUris = (stored: string): string[] => {
  const uris: string[] = stored === '[]' ? [] : JSON.parse(stored);
  return uris;
};

/** One object per row, because token requests read it. */
export const clientOf = (row: AppRow): Client => ({
  id: row.id,
  clientId: row.client_id,
  owner: row.owner_id === NOBODY ? null : row.owner_id,
  name: row.name,
  description: row.description,
  isPublic: row.is_public === 1,
  isTrusted: row.is_trusted === 1,
  requirePkce: row.require_pkce === 1,
  allowBrowserSecret: row.allow_browser_secret === 1,
  idTokenAlg: readSigningAlg(row.id_token_alg),
  usesAssertions: row.uses_assertions === 1,
  jwks: readJwks(row.jwks),
  jwksUri: row.jwks_uri,
  requirePar: row.require_par === 1,
  dpopBound: row.dpop_bound === 1,
  isFapi: row.is_fapi === 1,
  grantTypes: row.grant_types.split(' '),
  postLogoutRedirectUris: readUris(row.post_logout_redirect_uris),
  backchannelLogoutUri: row.backchannel_logout_uri,
  clientUri: row.client_uri,
  registeredBy: row.registered_by,
  registrationTokenHash: row.registration_token_hash,
  remarks: readRemarks(row.registration),
  metadataFreshUntil: row.metadata_fresh_until,
  logoHash: row.logo_hash,
  lastUsedAt: row.last_used_at,
  createdAt: row.created_at,
});
