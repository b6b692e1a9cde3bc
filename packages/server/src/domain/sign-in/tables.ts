import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { AppsSchema } from '../apps/index.js';
import type { AuthorizationSchema } from '../authorization/index.js';
import type { DevelopersSchema } from '../developers/index.js';
import type { SessionsSchema } from '../sessions/index.js';

export interface SignInTables {
  pending_sign_ins: PendingSignInsTable;
  totp_secrets: TotpSecretsTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  upstream_identities: UpstreamIdentitiesTable;
  upstream_requests: UpstreamRequestsTable;
}

export type SignInSchema = SignInTables & AppsSchema & DevelopersSchema & SessionsSchema & AuthorizationSchema;

/** A sign-in after its first step, waiting for the second. */
export interface PendingSignInsTable {
  id: Generated<number>;
  hash: string;
  user_id: string;
  browser_hash: string;
  /** Of the user, when the first step was taken. */
  credential_version: number;
  /** How the first step was taken (protocol/acr.ts). */
  amr: string;
  /** Wrong codes so far. */
  attempts: number;
  expires_at: number;
}

export const PENDING_SIGN_IN_COLUMNS = columnsOf<PendingSignInsTable>()([
  'id',
  'hash',
  'user_id',
  'browser_hash',
  'credential_version',
  'amr',
  'attempts',
  'expires_at',
]);

export interface TotpSecretsTable {
  user_id: string;
  sealed_secret: string;
  /** When its user entered a first code; until then it is not required. */
  confirmed_at: number | null;
  /** The time step of the last accepted code; none is accepted twice (RFC 6238 section 5.2). */
  last_step: number;
  created_at: number;
}

export const TOTP_SECRET_COLUMNS = columnsOf<TotpSecretsTable>()([
  'user_id',
  'sealed_secret',
  'confirmed_at',
  'last_step',
  'created_at',
]);

/** Deleted once used. */
export interface RecoveryCodesTable {
  id: Generated<number>;
  user_id: string;
  hash: string;
  created_at: number;
}

export interface PasskeysTable {
  id: Generated<number>;
  user_id: string;
  /** base64url. */
  credential_id: string;
  /** COSE key, base64url. */
  public_key: string;
  sign_count: number;
  /** JSON array. */
  transports: string;
  is_backed_up: number;
  /** The user's name for it. */
  name: string;
  created_at: number;
  last_used_at: number | null;
}

export const PASSKEY_COLUMNS = columnsOf<PasskeysTable>()([
  'id',
  'user_id',
  'credential_id',
  'public_key',
  'sign_count',
  'transports',
  'is_backed_up',
  'name',
  'created_at',
  'last_used_at',
]);

/** A user's identities at providers. An identity belongs to at most one user, and a user has at most one per issuer. */
export interface UpstreamIdentitiesTable {
  id: Generated<number>;
  user_id: string;
  /** Not the provider's name, which the operator may give to another issuer with other people's subjects. */
  issuer: string;
  /** `sub` in OpenID Connect, or the provider's stable number for the user. */
  subject: string;
  /** The user's address or name there. */
  label: string;
  created_at: number;
  last_used_at: number | null;
}

export const UPSTREAM_IDENTITY_COLUMNS = columnsOf<UpstreamIdentitiesTable>()([
  'id',
  'user_id',
  'issuer',
  'subject',
  'label',
  'created_at',
  'last_used_at',
]);

/** A browser on its way to an upstream provider, or back to create an account. Deleted when it arrives. */
export interface UpstreamRequestsTable {
  id: Generated<number>;
  /** Hash of `state`, or of the sign-up form's handle. */
  hash: string;
  awaits: 'callback' | 'sign_up';
  /** The provider's configured name. */
  provider: string;
  browser_hash: string;
  /** Sealed JSON: what the response is checked against or who the provider says it is, and where the browser goes next. */
  content: string;
  expires_at: number;
}
