import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { LogoutSchema } from '../logout/index.js';
import type { MailSchema } from '../mail/index.js';

export interface SessionsTables {
  sessions: SessionsTable;
  known_browsers: KnownBrowsersTable;
}

export type SessionsSchema = SessionsTables & LogoutSchema & MailSchema;

/** Signed-in browsers. */
export interface SessionsTable {
  id: Generated<number>;
  hash: string;
  user_id: string;
  browser_hash: string;
  user_agent: string;
  /** When the user signed in: the `auth_time` of OpenID Connect. */
  created_at: number;
  last_seen_at: number;
  expires_at: number;
  /** The id apps know, if the session continues another; null if it started one (domain/sessions/store/sessions.ts). */
  sid: string | null;
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
}

export const SESSION_COLUMNS = columnsOf<SessionsTable>()([
  'id',
  'hash',
  'user_id',
  'browser_hash',
  'user_agent',
  'created_at',
  'last_seen_at',
  'expires_at',
  'sid',
  'amr',
]);

/** Browsers a user has signed in from before, or set a password from; strangers' guesses never lock them out. */
export interface KnownBrowsersTable {
  user_id: string;
  browser_hash: string;
  /** 0 until the user has signed in. */
  signed_in: number;
  last_seen_at: number;
}
