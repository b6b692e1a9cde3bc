import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { AppsTables } from '../apps/index.js';
import type { MailSchema } from '../mail/index.js';

export interface TokensTables {
  authorizations: AuthorizationsTable;
  codes: CodesTable;
  token_families: TokenFamiliesTable;
  withheld_resources: WithheldResourcesTable;
}

export type TokensSchema = TokensTables & AppsTables & MailSchema;

export interface AuthorizationsTable {
  id: Generated<number>;
  user_id: string;
  app_id: number;
  scope: string;
  /** Scopes that were requested and declined; not asked for again. */
  declined: string;
  /** JSON of protocol/resource-grants.ts. */
  resources: Generated<string>;
  /** JSON of store/shown.ts. */
  shown: Generated<string>;
  /** What the user saw; another name or owner requires a new consent. */
  app_name: string;
  app_owner_id: string;
  granted_at: number;
  last_used_at: number;
  ended_at: number | null;
  /** Counts how often what had been issued was ended. Refresh tokens of earlier epochs are dead. */
  epoch: Generated<number>;
  /** Whatever was issued in an earlier epoch is dead. */
  live_from_epoch: Generated<number>;
  /** Why, until the job has revoked the families of the earlier epochs. */
  ending: string | null;
  /** How many families were founded. */
  founded: Generated<number>;
}

/** Without what only statements compare and count. */
export const AUTHORIZATION_COLUMNS = columnsOf<Omit<AuthorizationsTable, 'live_from_epoch' | 'ending' | 'founded'>>()([
  'id',
  'user_id',
  'app_id',
  'scope',
  'declined',
  'resources',
  'shown',
  'app_name',
  'app_owner_id',
  'granted_at',
  'last_used_at',
  'ended_at',
  'epoch',
]);

/** What was granted: the same in a code and in the family that it founds. */
interface GrantedRecord {
  authorization_id: number;
  app_id: number;
  user_id: string;
  scope: string;
  /** JSON of protocol/resource-grants.ts. */
  resources: Generated<string>;
  /** Seconds since the epoch, as in the id_token. */
  auth_time: number;
  /** The browser session it was granted in, as apps know it (`sid` in OpenID Connect). */
  sid: string | null;
  /** How that session was started (protocol/acr.ts). */
  amr: string;
}

export const GRANTED_COLUMNS = columnsOf<GrantedRecord>()([
  'authorization_id',
  'app_id',
  'user_id',
  'scope',
  'resources',
  'auth_time',
  'sid',
  'amr',
]);

export interface CodesTable extends GrantedRecord {
  id: Generated<number>;
  hash: string;
  redirect_uri: string;
  /** The registered URI that it matched; null for the playground's, which no app registers. */
  registered_uri: string | null;
  code_challenge: string | null;
  nonce: string | null;
  expires_at: number;
  redeemed_at: number | null;
  /** The family created from it, to be revoked if the code is replayed. */
  family_id: number | null;
  /** The key to which the tokens will be bound (RFC 9449 section 10). */
  dpop_jkt: string | null;
  /** The authorization's, when it was issued. */
  epoch: Generated<number>;
}

export const CODE_COLUMNS = columnsOf<CodesTable>()([
  'id',
  'hash',
  ...GRANTED_COLUMNS,
  'redirect_uri',
  'registered_uri',
  'code_challenge',
  'nonce',
  'expires_at',
  'redeemed_at',
  'family_id',
  'dpop_jkt',
  'epoch',
]);

/** Of a family, from its beginning. */
interface RotatingRecord {
  /** Counts rotations; an access token contains the generation it was issued in. */
  generation: number;
  /** Access tokens of earlier generations are revoked. */
  live_from_generation: number;
  current_hash: string;
  previous_hash: string | null;
  rotated_at: number;
  /** When the current refresh token expires. */
  refresh_expires_at: number;
  /** When the family expires; rotation never changes it. */
  expires_at: number;
  revoked_at: number | null;
  revoke_reason: string | null;
  created_at: number;
  /** The key that every request with a token of this family must prove (RFC 9449). */
  dpop_jkt: string | null;
  /** The authorization's, when the family was founded. */
  epoch: Generated<number>;
}

export const ROTATING_COLUMNS = columnsOf<RotatingRecord>()([
  'generation',
  'live_from_generation',
  'current_hash',
  'previous_hash',
  'rotated_at',
  'refresh_expires_at',
  'expires_at',
  'revoked_at',
  'revoke_reason',
  'created_at',
  'dpop_jkt',
  'epoch',
]);

/** One row for a refresh token and all its successors, updated in place. */
export interface TokenFamiliesTable extends GrantedRecord, RotatingRecord {
  id: Generated<number>;
}

export const TOKEN_FAMILY_COLUMNS = columnsOf<TokenFamiliesTable>()(['id', ...GRANTED_COLUMNS, ...ROTATING_COLUMNS]);

/** Resources for which no tokens are issued for now: of disabled users, and removed ones that users still have allowed. */
export interface WithheldResourcesTable {
  /** As registered. */
  identifier: string;
}
