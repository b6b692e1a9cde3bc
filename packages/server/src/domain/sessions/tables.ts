import type { Generated } from 'kysely';
import type { LogoutSchema } from '../logout/index.js';

export interface SessionsTables {
  sessions: SessionsTable;
  known_browsers: KnownBrowsersTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type SessionsSchema = SessionsTables & LogoutSchema;

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
  /** How apps know the session it goes on from; null when it began one (domain/sessions/store.ts). */
  sid: string | null;
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
}

/** Browsers in which a user has signed in before; they are never locked out by strangers' guesses. */
export interface KnownBrowsersTable {
  user_id: string;
  browser_hash: string;
  last_seen_at: number;
}
