import type { Generated } from 'kysely';
import type { AppsTables } from '../apps/index.js';
import type { DeviceTables } from '../device/index.js';
import type { TokensTables } from '../tokens/index.js';

export interface LogoutTables {
  logout_notices: LogoutNoticesTable;
}

export type LogoutSchema = LogoutTables & AppsTables & DeviceTables & TokensTables;

/** Pending notices to apps that a session ended (OpenID Connect Back-Channel Logout). */
export interface LogoutNoticesTable {
  id: Generated<number>;
  app_id: number;
  user_id: string;
  sid: string;
  attempts: number;
  next_attempt_at: number;
  created_at: number;
}
