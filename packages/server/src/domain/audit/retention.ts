import type { Database } from '../../database/database.js';
import { FEW, type Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import { withRests } from '../../kernel/rests.js';
import { createArchive, type Archive } from './archive.js';
import type { AuditEventType } from './audit.js';
import { auditEventsStore, type StoredAuditEvent } from './store.js';
import type { AuditTables } from './tables.js';

/** The settings of how long events stay, and of what happens to them then (ADR 0056). */
export interface AuditKeeping {
  /** 0 if they stay. */
  auditRetentionDays: number;
  /** The folder that events are written to before they are deleted, or null. */
  auditArchive: string | null;
}

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

export const auditRetention = (
  database: Database<AuditTables>,
  { auditRetentionDays, auditArchive }: AuditKeeping,
): Deletion[] => {
  const store = auditEventsStore(database);
  const archive: Archive = auditArchive === null ? () => Promise.resolve() : createArchive(auditArchive);

  /** Until `read` finds no full batch. It is given the id of the last one that was deleted. */
  const deleteInTurn = async (read: (after: number) => Promise<readonly StoredAuditEvent[]>): Promise<void> => {
    let after = 0;
    await withRests(async () => {
      const events = await read(after);
      const last = events.at(-1);
      if (last === undefined) return false;
      // A process that ends in between writes them again the next time, so each is written at least once.
      await archive(events);
      await store.delete(events.map(({ id }) => id));
      after = last.id;
      return events.length === FEW;
    });
  };

  const failures: Deletion = {
    what: 'audit events of failures',
    deleteOld: (now) => deleteInTurn(() => store.oldestOf(FAILURES, now - FAILURE_MEMORY, FEW)),
  };
  const all: Deletion = {
    what: 'old audit events',
    deleteOld: (now) => deleteInTurn((after) => store.oldest(now - auditRetentionDays * DAY, FEW, after)),
  };
  return auditRetentionDays === 0 ? [failures] : [failures, all];
};
