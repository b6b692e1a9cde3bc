import type { Generated } from 'kysely';
import type { DeviceTables } from '../device/index.js';
import type { TokensTables } from '../tokens/index.js';

/** The tables of this subject; conventions are in database/README.md. */
export interface AuthorizationTables {
  authorization_requests: AuthorizationRequestsTable;
  pushed_requests: PushedRequestsTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type AuthorizationSchema = AuthorizationTables & DeviceTables & TokensTables;

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
