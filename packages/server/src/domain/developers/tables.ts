import type { Generated } from 'kysely';

export interface DevelopersTables {
  developer_tokens: DeveloperTokensTable;
}

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
