import type { Generated } from 'kysely';
import type { AccountsTables } from '../accounts/index.js';

export interface SignInTables {
  pending_sign_ins: PendingSignInsTable;
  totp_secrets: TotpSecretsTable;
  recovery_codes: RecoveryCodesTable;
  passkeys: PasskeysTable;
  upstream_identities: UpstreamIdentitiesTable;
  upstream_requests: UpstreamRequestsTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type SignInSchema = SignInTables & AccountsTables;

/** A sign-in whose first step was taken, and whose second is still to come. */
export interface PendingSignInsTable {
  id: Generated<number>;
  hash: string;
  user_id: string;
  browser_hash: string;
  /** How the first step was taken (protocol/acr.ts). */
  amr: string;
  /** Wrong codes so far. */
  attempts: number;
  expires_at: number;
}

export interface TotpSecretsTable {
  user_id: string;
  sealed_secret: string;
  /** When its user showed a first code; until then it is not asked for. */
  confirmed_at: number | null;
  /** The time step of the last code that was accepted: none is accepted twice (RFC 6238 section 5.2). */
  last_step: number;
  created_at: number;
}

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
  /** The user's own name for it. */
  name: string;
  created_at: number;
  last_used_at: number | null;
}

/** Who a user is elsewhere. An issuer's account belongs to one user at most, and a user has at most one at each issuer. */
export interface UpstreamIdentitiesTable {
  id: Generated<number>;
  user_id: string;
  /** And not the name of the provider: the operator may give that to another issuer, whose subjects are other people. */
  issuer: string;
  /** `sub` of OpenID Connect, or the provider's stable number of the user. */
  subject: string;
  /** What the user knows it by there: an address or a name. */
  label: string;
  created_at: number;
  last_used_at: number | null;
}

/** A browser that is on its way to an upstream provider, or back from it to open an account. Deleted when it arrives. */
export interface UpstreamRequestsTable {
  id: Generated<number>;
  /** Of `state`, or of the handle of the sign-up form. */
  hash: string;
  awaits: 'callback' | 'sign_up';
  /** The name the operator gave the provider. */
  provider: string;
  browser_hash: string;
  /** Sealed JSON: what comparing the answer takes, or who the provider says it is; and where the browser goes then. */
  content: string;
  expires_at: number;
}
