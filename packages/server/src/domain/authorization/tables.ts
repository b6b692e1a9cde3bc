import type { Generated } from 'kysely';
import type { DeviceTables } from '../device/index.js';
import type { TokensSchema } from '../tokens/index.js';

export interface AuthorizationTables {
  authorization_requests: AuthorizationRequestsTable;
  pushed_requests: PushedRequestsTable;
}

export type AuthorizationSchema = AuthorizationTables & DeviceTables & TokensSchema;

/** An authorization request that waits for its user: what the app sent, where the visitor cannot change it. */
export interface AuthorizationRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** JSON of domain/authorization/requests.ts. */
  parameters: string;
  /** The browser that started it; null until a request sent by POST is first continued. */
  browser_hash: string | null;
  /** The user who allowed it by signing in on a page that listed what the app receives. */
  granted_by: string | null;
  /** Earlier sign-ins do not count, because of prompt=login or max_age; 0 if any counts. */
  fresh_after: number;
  /** When it was first answered. Soon afterwards it expires. */
  answered_at: number | null;
  created_at: number;
  expires_at: number;
}

/** Authorization requests that apps have pushed and no browser has continued yet (RFC 9126). */
export interface PushedRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** application/x-www-form-urlencoded, as sent. */
  parameters: string;
  dpop_jkt: string | null;
  expires_at: number;
}
