import type { Generated } from 'kysely';

/**
 * The tables, as both databases have them. Times (`*_at`) are milliseconds since the epoch. Flags are 0 or 1. A `user_id`
 * is the account source's stable id as text, since accounts may live outside this database. Hashes are SHA-256,
 * base64url (kernel/secret.ts).
 */
export interface Schema {
  users: UsersTable;
  ledger_entries: LedgerEntriesTable;
  user_roles: UserRolesTable;
  apps: AppsTable;
  app_redirect_uris: AppRedirectUrisTable;
  app_secrets: AppSecretsTable;
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
}

/** Accounts of the built-in source. `*_key` columns hold the case-folded form that must be unique. */
export interface UsersTable {
  id: Generated<number>;
  username: string;
  username_key: string;
  email: string;
  email_key: string;
  email_verified: number;
  /** argon2id or bcrypt, with its parameters. */
  password_hash: string;
  /** 1 enabled, 2 disabled, as in the platform's API. */
  status: number;
  /** Units credited in all, the sum of the ledger's `quota_delta`. */
  quota: number;
  /** Units spent, the sum of the ledger's `used_delta`. */
  used_quota: number;
  created_at: number;
}

/** Append-only: every change of a balance, with its reason. */
export interface LedgerEntriesTable {
  id: Generated<number>;
  user_id: number;
  quota_delta: number;
  used_delta: number;
  memo: string;
  /** Applies an external event (an order) at most once. */
  idempotency_key: string | null;
  created_at: number;
}

export interface UserRolesTable {
  user_id: string;
  role: 'developer' | 'operator';
  created_at: number;
}

export interface AppsTable {
  id: Generated<number>;
  client_id: string;
  owner_id: string;
  name: string;
  description: string;
  is_public: number;
  is_trusted: number;
  require_pkce: number;
  /** The developer accepts that this app's secret is used from browsers. */
  allow_browser_secret: number;
  id_token_alg: string;
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
  hash: string;
  hint: string;
  created_at: number;
  last_used_at: number | null;
}

export interface DeveloperTokensTable {
  id: Generated<number>;
  user_id: string;
  name: string;
  hash: string;
  hint: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  revoked_at: number | null;
}

export interface SessionsTable {
  id: Generated<number>;
  hash: string;
  user_id: string;
  browser_hash: string;
  user_agent: string;
  /** When the password was given: the `auth_time` of OpenID Connect. */
  created_at: number;
  last_seen_at: number;
  expires_at: number;
}

/** Browsers in which a user has signed in before; they are never locked out by strangers' guesses. */
export interface KnownBrowsersTable {
  user_id: string;
  browser_hash: string;
  last_seen_at: number;
}

/** An authorization request that waits for its user: what the app sent, out of the visitor's reach. */
export interface AuthorizationRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** JSON of services/authorization-requests.ts. */
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
}

export type OrderStatus = 'pending' | 'paid' | 'cancelled';

export interface TopupOrdersTable {
  id: string;
  user_id: string;
  app_id: number | null;
  provider: string;
  units: number;
  /** In the currency's hundredths. */
  amount: number;
  currency: string;
  status: OrderStatus;
  return_to: string | null;
  created_at: number;
  paid_at: number | null;
  /** When the account source confirmed the credit; a paid order without it is credited again, idempotently. */
  credited_at: number | null;
}

export interface InvitationsTable {
  id: Generated<number>;
  hash: string;
  role: 'user' | 'operator';
  created_at: number;
  expires_at: number;
  used_at: number | null;
  used_by: string | null;
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
