import type { Generated } from 'kysely';

export interface AuditTables {
  audit_events: AuditEventsTable;
}

export interface AuditEventsTable {
  id: Generated<number>;
  type: string;
  user_id: string | null;
  app_id: number | null;
  /** JSON, without secrets. */
  detail: string;
  created_at: number;
}
