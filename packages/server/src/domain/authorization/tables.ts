import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { DeviceTables } from '../device/index.js';
import type { ResourcesSchema } from '../resources/index.js';
import type { TokensSchema } from '../tokens/index.js';

export interface AuthorizationTables {
  authorization_requests: AuthorizationRequestsTable;
  pushed_requests: PushedRequestsTable;
}

export type AuthorizationSchema = AuthorizationTables & DeviceTables & ResourcesSchema & TokensSchema;

/** An authorization request that waits for its user: what the app sent, where the visitor cannot change it. */
export interface AuthorizationRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** JSON of domain/authorization/requests.ts. */
  parameters: string;
  /** The browser it belongs to; null until a request that was pushed or sent by POST has somebody signed in. */
  browser_hash: string | null;
  /** The session of the last sign-in that answered it. */
  session_hash: string | null;
  /** Identity of the app as all its pages have shown it; '' if they differed. */
  shown_app: string;
  /** Earlier sign-ins do not count, because of max_age or another account; 0 if any counts. */
  fresh_after: number;
  /** When it was first answered. Soon afterwards it expires. */
  answered_at: number | null;
  /** The authorization it was answered with; null if it was refused. */
  authorization_id: number | null;
  /** 1 for one that an app pushed: answered once. */
  is_pushed: Generated<number>;
  created_at: number;
  expires_at: number;
}

export const AUTHORIZATION_REQUEST_COLUMNS = columnsOf<AuthorizationRequestsTable>()([
  'id',
  'hash',
  'app_id',
  'parameters',
  'browser_hash',
  'session_hash',
  'shown_app',
  'fresh_after',
  'answered_at',
  'authorization_id',
  'is_pushed',
  'created_at',
  'expires_at',
]);

/** Authorization requests as apps pushed them (RFC 9126), until they expire. */
export interface PushedRequestsTable {
  id: Generated<number>;
  hash: string;
  app_id: number;
  /** application/x-www-form-urlencoded, as sent. */
  parameters: string;
  dpop_jkt: string | null;
  expires_at: number;
}
