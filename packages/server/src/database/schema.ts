import type { Generated } from 'kysely';
import type {
  InvitationsTable,
  LedgerEntriesTable,
  TopupOrdersTable,
  UserRolesTable,
  UsersTable,
} from './schema-accounts.js';
import type { AppRedirectUrisTable, AppSecretsTable, AppsTable, DeveloperTokensTable } from './schema-apps.js';
import type { AppLogosTable } from './schema-logos.js';
import type { PlaygroundRunsTable } from './schema-playground.js';
import type { AppRequestCountsTable, AppRequestsTable } from './schema-requests.js';
import type { KnownBrowsersTable, SessionsTable } from './schema-sessions.js';
import type { SignInTables } from './schema-sign-in.js';

/**
 * The tables, as both databases have them. Times (`*_at`) are milliseconds since the epoch. Flags are 0 or 1. A `user_id`
 * is the account source's stable id as text, since accounts may live outside this database. Hashes are SHA-256,
 * base64url (kernel/secret.ts).
 */
export interface Schema extends SignInTables {
  users: UsersTable;
  ledger_entries: LedgerEntriesTable;
  user_roles: UserRolesTable;
  apps: AppsTable;
  app_redirect_uris: AppRedirectUrisTable;
  app_secrets: AppSecretsTable;
  app_logos: AppLogosTable;
  developer_tokens: DeveloperTokensTable;
  sessions: SessionsTable;
  known_browsers: KnownBrowsersTable;
  authorization_requests: AuthorizationRequestsTable;
  authorizations: AuthorizationsTable;
  codes: CodesTable;
  token_families: TokenFamiliesTable;
  topup_orders: TopupOrdersTable;
  invitations: InvitationsTable;
  signing_keys: SigningKeysTable;
  audit_events: AuditEventsTable;
  attempt_counts: AttemptCountsTable;
  resources: ResourcesTable;
  pushed_requests: PushedRequestsTable;
  used_jtis: UsedJtisTable;
  device_requests: DeviceRequestsTable;
  logout_notices: LogoutNoticesTable;
  app_requests: AppRequestsTable;
  app_request_counts: AppRequestCountsTable;
  playground_runs: PlaygroundRunsTable;
}

/** An authorization request that waits for its user: what the app sent, out of the visitor's reach. */
export interface AuthorizationRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** JSON of domain/authorization/requests.ts. */
  parameters: string;
  /** The browser that began; null until a request that came by POST is first continued. */
  browser_hash: string | null;
  /** The user who, on a sign-in page that named what the app receives, signed in and so allowed it. */
  granted_by: string | null;
  /** The moment before which a sign-in does not count, for prompt=login and max_age; 0 when any counts. */
  fresh_after: number;
  /** When it was answered first; a little later it is over. */
  answered_at: number | null;
  created_at: number;
  expires_at: number;
}

export interface AuthorizationsTable {
  id: Generated<number>;
  user_id: string;
  app_id: number;
  scope: string;
  /** Scopes that were asked for and unticked: not asked again. */
  declined: string;
  /** JSON of protocol/resource-grants.ts. */
  resources: Generated<string>;
  /** What the user saw; another name or owner since then needs a new consent. */
  app_name: string;
  app_owner_id: string;
  granted_at: number;
  last_used_at: number;
  ended_at: number | null;
}

export interface CodesTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  authorization_id: number;
  user_id: string;
  scope: string;
  redirect_uri: string;
  code_challenge: string | null;
  nonce: string | null;
  /** Seconds since the epoch, as it goes into the id_token. */
  auth_time: number;
  expires_at: number;
  redeemed_at: number | null;
  /** The family that came of it, to be revoked when the code is seen again. */
  family_id: number | null;
  /** JSON of protocol/resource-grants.ts. */
  resources: Generated<string>;
  /** The key the tokens will be bound to (RFC 9449 section 10). */
  dpop_jkt: string | null;
  /** The browser session it was granted in, as apps know it (`sid` of OpenID Connect). */
  sid: string | null;
  /** How that session was begun (protocol/acr.ts). */
  amr: string;
}

/** One row for a refresh token and all its successors, updated in place. */
export interface TokenFamiliesTable {
  id: Generated<number>;
  authorization_id: number;
  app_id: number;
  user_id: string;
  scope: string;
  auth_time: number;
  /** Counts rotations; an access token carries the generation it was made in. */
  generation: number;
  /** Access tokens of an earlier generation are dead. */
  live_from_generation: number;
  current_hash: string;
  previous_hash: string | null;
  rotated_at: number;
  /** The current refresh token's end. */
  refresh_expires_at: number;
  /** The family's end; rotation never moves it. */
  expires_at: number;
  revoked_at: number | null;
  revoke_reason: string | null;
  created_at: number;
  /** JSON of protocol/resource-grants.ts. */
  resources: Generated<string>;
  /** The key that every request with a token of this family must prove to have (RFC 9449). */
  dpop_jkt: string | null;
  sid: string | null;
  /** How its user signed in (protocol/acr.ts). */
  amr: string;
}

export interface SigningKeysTable {
  id: Generated<number>;
  kid: string;
  alg: string;
  /** 1, 2, 3 ... per algorithm; unique, so that two processes that start at once agree on one key. */
  ordinal: number;
  public_jwk: string | null;
  sealed_key: string;
  created_at: number;
  retired_at: number | null;
}

export interface AuditEventsTable {
  id: Generated<number>;
  type: string;
  user_id: string | null;
  app_id: number | null;
  /** JSON, without secrets. */
  detail: string;
  created_at: number;
}

/** What access tokens can be asked for besides our own endpoints (RFC 8707). */
export interface ResourcesTable {
  id: Generated<number>;
  /** An absolute URI without a fragment: the `aud` of its tokens. */
  identifier: string;
  name: string;
  /** JSON array of { name, description }. */
  scopes: string;
  /** The developer whose apps may introspect its tokens; null for one of the operator's. */
  owner_id: string | null;
  created_at: number;
}

/** Authorization requests that apps pushed and no browser has begun yet (RFC 9126). */
export interface PushedRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** application/x-www-form-urlencoded, as it was sent. */
  parameters: string;
  dpop_jkt: string | null;
  expires_at: number;
}

/** Identifiers of assertions and DPoP proofs, each good for one use while it is valid. */
export interface UsedJtisTable {
  hash: string;
  expires_at: number;
}

export interface DeviceRequestsTable {
  id: Generated<number>;
  device_hash: string;
  user_code_hash: string;
  app_id: number;
  /** JSON of domain/device/requests.ts. */
  parameters: string;
  status: 'pending' | 'allowed' | 'denied' | 'redeemed';
  authorization_id: number | null;
  /** JSON of what was allowed, once it was. */
  grant: string | null;
  interval_ms: number;
  polled_at: number | null;
  created_at: number;
  expires_at: number;
}

/** Apps that are still to be told that a session ended (OpenID Connect Back-Channel Logout). */
export interface LogoutNoticesTable {
  id: Generated<number>;
  app_id: number;
  user_id: string;
  sid: string;
  attempts: number;
  next_attempt_at: number;
  created_at: number;
}

/** On PostgreSQL only, in the form of the library that counts (database/limiter.ts). */
export interface AttemptCountsTable {
  key: string;
  points: number;
  /** When its window ends. */
  expire: number;
}
