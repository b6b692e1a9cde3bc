import type { Generated } from 'kysely';
import type { AccountsTables } from '../accounts/index.js';
import type { AuditTables } from '../audit/index.js';
import type { MailTables } from '../mail/index.js';

export interface DevelopersTables {
  developer_tokens: DeveloperTokensTable;
}

/** With the tables of other subjects that a change here touches. */
export type DevelopersSchema = DevelopersTables & AccountsTables & AuditTables & MailTables;

export interface DeveloperTokensTable {
  id: Generated<number>;
  user_id: string;
  name: string;
  hash: string;
  hint: string;
  created_at: number;
  last_used_at: number | null;
  expires_at: number | null;
  revoked_at: number | null;
}
