import type { ColumnType, Generated } from 'kysely';
import type { RasterType } from '../../kernel/image.js';
import type { SecretHash } from '../../kernel/secret.js';

export interface AppsTables {
  apps: AppsTable;
  app_redirect_uris: AppRedirectUrisTable;
  app_secrets: AppSecretsTable;
  app_logos: AppLogosTable;
}

export interface AppsTable {
  id: Generated<number>;
  client_id: string;
  /** Empty for an app that registered itself (RFC 7591) or is described by a document at its client_id. */
  owner_id: string;
  name: string;
  description: string;
  is_public: number;
  is_trusted: number;
  require_pkce: number;
  /** The developer accepts that this app's secret is used from browsers. */
  allow_browser_secret: number;
  id_token_alg: string;
  /** Authenticates with private_key_jwt (RFC 7523), with the keys in `jwks` or at `jwks_uri`, and has no secret. */
  uses_assertions: Generated<number>;
  /** JSON (RFC 7517). */
  jwks: string | null;
  jwks_uri: string | null;
  /** Authorization requests must be pushed (RFC 9126). */
  require_par: Generated<number>;
  /** Access tokens are bound to a key of the app (RFC 9449). */
  dpop_bound: Generated<number>;
  /** The FAPI 2.0 Security Profile: only PAR, PKCE, private_key_jwt and DPoP. */
  is_fapi: Generated<number>;
  /** Separated by spaces. */
  grant_types: Generated<string>;
  /** JSON array of URIs. */
  post_logout_redirect_uris: Generated<string>;
  backchannel_logout_uri: string | null;
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
  created_at: number;
}

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

/** App logos, at most one per app; `apps.logo_hash` names it. */
export interface AppLogosTable {
  app_id: number;
  type: RasterType;
  bytes: Uint8Array<ArrayBuffer>;
  created_at: number;
}
