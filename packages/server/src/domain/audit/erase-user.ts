import { batches } from '../../database/batches.js';
import type { Database } from '../../database/database.js';
import type { AuditEventType } from './audit.js';
import { auditEventsStore } from './store.js';
import type { AuditTables } from './tables.js';

const DELETION: AuditEventType = 'account_deleted';

/**
 * Events stay for the books, without personal details; the deletion's own event names who did it. Of a deleted user; safe
 * to repeat, and writes only what needs it.
 */
export const eraseAuditDetail = async (database: Database<AuditTables>, userId: string): Promise<void> => {
  const store = auditEventsStore(database);
  const all = batches(
    (limit, before: number | null) => store.pageByUser(userId, limit, before),
    ({ id }) => id,
  );
  for await (const events of all) {
    const telling = events.filter(({ type, detail }) => type !== DELETION && Object.keys(detail).length > 0);
    if (telling.length > 0) await store.eraseDetail(telling.map(({ id }) => id));
  }
};
