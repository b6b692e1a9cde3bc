import type { Generated } from 'kysely';
import type { AppsTables } from '../apps/index.js';
import type { TokensTables } from '../tokens/index.js';

/** The tables of this subject; conventions are in database/README.md. */
export interface LogoutTables {
  logout_notices: LogoutNoticesTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type LogoutSchema = LogoutTables & AppsTables & TokensTables;

/** Apps that are still to be told that a session ended (OpenID Connect Back-Channel Logout). */
export interface LogoutNoticesTable {
  id: Generated<number>;
  app_id: number;
  user_id: string;
  sid: string;
  attempts: number;
  next_attempt_at: number;
  created_at: number;
}
