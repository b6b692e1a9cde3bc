import type { Generated } from 'kysely';
import { columnsOf } from '../../database/columns.js';
import type { AppsTables } from '../apps/index.js';

export interface RequestLogTables {
  app_requests: AppRequestsTable;
  app_request_counts: AppRequestCountsTable;
}

export type RequestLogSchema = RequestLogTables & AppsTables;

/** A request of an app, redacted (domain/request-log/log.ts). */
export interface AppRequestsTable {
  id: Generated<number>;
  app_id: number;
  request_id: string;
  operation: string;
  /** The OAuth error code; null on success. */
  error: string | null;
  /** The error_description. */
  reason: string | null;
  /** JSON: the values of parameters by name, null for those not shown. */
  parameters: string;
  /** Separated by spaces. */
  warnings: string;
  created_at: number;
}

export const APP_REQUEST_COLUMNS = columnsOf<AppRequestsTable>()([
  'id',
  'app_id',
  'request_id',
  'operation',
  'error',
  'reason',
  'parameters',
  'warnings',
  'created_at',
]);

/** Requests per hour, whether or not each has a line. */
export interface AppRequestCountsTable {
  id: Generated<number>;
  app_id: number;
  operation: string;
  /** The start of the hour. */
  hour_at: number;
  succeeded: number;
  failed: number;
}
