import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import type { AuditEventType } from './audit.js';
import { auditEventsStore } from './store.js';
import type { AuditTables } from './tables.js';

/** For what a user may do any number of times, and what nobody asks for later. */
const ROUTINE_MEMORY = 400 * DAY;
const ROUTINE: readonly AuditEventType[] = ['data_downloaded', 'signed_in', 'session_ended', 'sessions_ended'];

/** For events that anybody can cause, and their addresses. */
const FAILURE_MEMORY = 90 * DAY;
const FAILURES: readonly AuditEventType[] = [
  'sign_in_failed',
  'sign_in_limited',
  'passkey_refused',
  'second_step_failed',
  'second_step_limited',
  'sign_up_limited',
  'requests_limited',
];

export const auditRetention = (database: Database<AuditTables>): Deletion[] => [
  {
    what: 'audit events of failures',
    deleteOld: (now) => auditEventsStore(database).deleteOld(FAILURES, now - FAILURE_MEMORY),
  },
  {
    what: 'audit events of sign-ins and downloads',
    deleteOld: (now) => auditEventsStore(database).deleteOld(ROUTINE, now - ROUTINE_MEMORY),
  },
];
