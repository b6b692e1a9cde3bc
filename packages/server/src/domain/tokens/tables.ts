import type { Generated } from 'kysely';
import type { AppsTables } from '../apps/index.js';

export interface TokensTables {
  authorizations: AuthorizationsTable;
  codes: CodesTable;
  token_families: TokenFamiliesTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type TokensSchema = TokensTables & AppsTables;

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
