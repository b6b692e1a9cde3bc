import type { Generated } from 'kysely';

/** The tables of this subject; conventions are in database/README.md. */
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
