import type { Selectable } from 'kysely';
import type { Access } from '../../../protocol/access.js';
import type { SignInFacts } from '../../../protocol/sign-in-facts.js';
import type { TokenFamiliesTable } from '../tables.js';
import { readAccess, readSignIn } from './columns.js';
import { exceptWithheld } from './withheld.js';

export type TokenFamilyRow = Selectable<TokenFamiliesTable>;

/** A refresh token and all its successors. */
export interface TokenFamily {
  id: number;
  authorizationId: number;
  appId: number;
  userId: string;
  /** What it was granted. */
  given: Access;
  /** Hash of the current refresh token. */
  currentHash: string;
  /** When it was issued. */
  rotatedAt: number;
  refreshExpiresAt: number;
  /** The family's end; rotation never moves it. */
  expiresAt: number;
  /** How often the family has been refreshed. */
  generation: number;
  /** Access tokens of an earlier generation are dead. */
  liveFromGeneration: number;
  revokedAt: number | null;
  revokeReason: string | null;
  dpopJkt: string | null;
  signIn: SignInFacts;
}

/** What each use of a token is checked against: a family that is not revoked, its app and its live authorization. */
export interface LiveFamily {
  userId: string;
  appId: number;
  clientId: string;
  /** Whether the app uses FAPI 2.0. */
  isFapi: boolean;
  authorizationId: number;
  /** What the family was granted. */
  given: Access;
  /** What the authorization grants now, without withheld resources. */
  allowed: Access;
  lastUsedAt: number;
  /** Access tokens of an earlier generation are dead. */
  liveFromGeneration: number;
  dpopJkt: string | null;
  signIn: SignInFacts;
  /** False once the user has unticked "Stay connected": its access tokens run out. */
  canRefresh: boolean;
}

export interface LiveFamilyRow {
  user_id: string;
  client_id: string;
  app_id: number;
  authorization_id: number;
  auth_time: number;
  family_scope: string;
  scope: string;
  last_used_at: number;
  live_from_generation: number;
  family_resources: string;
  resources: string;
  dpop_jkt: string | null;
  sid: string | null;
  amr: string;
  is_fapi: number;
  family_epoch: number;
  /** The authorization's. */
  epoch: number;
  /** Of `withheldAmong`. */
  withheld: string | null;
}

export const familyOf = (row: TokenFamilyRow): TokenFamily => ({
  id: row.id,
  authorizationId: row.authorization_id,
  appId: row.app_id,
  userId: row.user_id,
  given: readAccess(row),
  currentHash: row.current_hash,
  rotatedAt: row.rotated_at,
  refreshExpiresAt: row.refresh_expires_at,
  expiresAt: row.expires_at,
  generation: row.generation,
  liveFromGeneration: row.live_from_generation,
  revokedAt: row.revoked_at,
  revokeReason: row.revoke_reason,
  dpopJkt: row.dpop_jkt,
  signIn: readSignIn(row),
});

const allowedNow = (row: LiveFamilyRow): Access => {
  const allowed = readAccess(row);
  return { ...allowed, resources: exceptWithheld(allowed.resources, row.withheld) };
};

export const liveFamilyOf = (row: LiveFamilyRow): LiveFamily => ({
  userId: row.user_id,
  appId: row.app_id,
  clientId: row.client_id,
  isFapi: row.is_fapi === 1,
  authorizationId: row.authorization_id,
  given: readAccess({ scope: row.family_scope, resources: row.family_resources }),
  allowed: allowedNow(row),
  lastUsedAt: row.last_used_at,
  liveFromGeneration: row.live_from_generation,
  canRefresh: row.family_epoch >= row.epoch,
  dpopJkt: row.dpop_jkt,
  signIn: readSignIn(row),
});
