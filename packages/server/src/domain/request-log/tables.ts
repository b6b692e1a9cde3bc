import type { Generated } from 'kysely';
import type { AppsTables } from '../apps/index.js';

export interface RequestLogTables {
  app_requests: AppRequestsTable;
  app_request_counts: AppRequestCountsTable;
}

/** With the tables of earlier subjects that its queries read, or its transactions pass on. */
export type RequestLogSchema = RequestLogTables & AppsTables;

/** One request of an app, redacted (domain/request-log/log.ts). */
export interface AppRequestsTable {
  id: Generated<number>;
  app_id: number;
  request_id: string;
  operation: string;
  /** The OAuth error code; null when all went well. */
  error: string | null;
  /** The error_description. */
  reason: string | null;
  /** JSON: the value of each parameter by name, null for one that is not shown. */
  parameters: string;
  /** Separated by spaces. */
  warnings: string;
  created_at: number;
}

/** How many requests there were in each hour, whether or not each has a line. */
export interface AppRequestCountsTable {
  id: Generated<number>;
  app_id: number;
  operation: string;
  /** When the hour began. */
  hour_at: number;
  succeeded: number;
  failed: number;
}
