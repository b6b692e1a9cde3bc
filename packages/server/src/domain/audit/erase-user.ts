import type { Queryable } from '../../database/database.js';
import type { AuditEventType } from './audit.js';
import type { AuditTables } from './tables.js';

const DELETION: AuditEventType = 'account_deleted';

/** Events stay for the books, without what they say of the person; the deletion itself says who did it. As part of the transaction that deletes a user; harmless to repeat. */
export const eraseAuditDetail = async ({ query }: Queryable<AuditTables>, userId: string): Promise<void> => {
  await query
    .updateTable('audit_events')
    .set({ detail: '{}' })
    .where('user_id', '=', userId)
    .where('type', '!=', DELETION)
    .where('detail', '!=', '{}')
    .execute();
};
