import type { Queryable } from '../../database/database.js';
import type { AuditEventType } from './audit.js';
import type { AuditTables } from './tables.js';

const DELETION: AuditEventType = 'account_deleted';

/**
 * Events stay for the books, without personal details; the deletion's own event names who did it. Part of the
 * transaction that deletes a user; safe to repeat.
 */
export const eraseAuditDetail = async ({ query }: Queryable<AuditTables>, userId: string): Promise<void> => {
  await query
    .updateTable('audit_events')
    .set({ detail: '{}' })
    .where('user_id', '=', userId)
    .where('type', '!=', DELETION)
    .where('detail', '!=', '{}')
    .execute();
};
