import type { Selectable } from 'kysely';
import type { Database } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { MailsTable, MailTables } from '../tables.js';

export interface StoredMail {
  id: number;
  userId: string;
  /** Sealed. */
  content: string;
  /** Attempts so far. */
  attempts: number;
}

const toMail = (row: Selectable<MailsTable>): StoredMail => ({
  id: row.id,
  userId: row.user_id,
  content: row.content,
  attempts: row.attempts,
});

/** Mails still to be sent. */
export const mailsStore = (database: Database<MailTables>) => ({
  insert: async (mail: { userId: string; content: string; now: number }): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .insertInto('mails')
        .values({
          user_id: mail.userId,
          content: mail.content,
          attempts: 0,
          next_attempt_at: mail.now,
          created_at: mail.now,
        })
        .execute(),
    );
  },

  listDue: async (now: number, limit: number): Promise<StoredMail[]> => {
    const rows = await database.read.query
      .selectFrom('mails')
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .limit(limit)
      .selectAll()
      .execute();
    return rows.map(toMail);
  },

  /** Claims a mail for one more attempt, which ends by `until`. False if another process was first. */
  claim: async ({ id, attempts }: StoredMail, until: number): Promise<boolean> => {
    const result = await database.write((transaction) =>
      transaction.query
        .updateTable('mails')
        .set({ attempts: attempts + 1, next_attempt_at: until })
        .where('id', '=', id)
        .where('attempts', '=', attempts)
        .executeTakeFirst(),
    );
    return result.numUpdatedRows > 0n;
  },

  /** After a failed attempt. `mail` is as read before the attempt. */
  retryAt: async ({ id, attempts }: StoredMail, nextAttemptAt: number): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .updateTable('mails')
        .set({ next_attempt_at: nextAttemptAt })
        .where('id', '=', id)
        .where('attempts', '=', attempts + 1)
        .execute(),
    );
  },

  delete: async (id: number): Promise<void> => {
    await database.write((transaction) => transaction.query.deleteFrom('mails').where('id', '=', id).execute());
  },

  /** Deletes undeliverable mails. */
  deleteOld: (before: number): Promise<void> =>
    deleteInBatches(database, (query, limit) =>
      query
        .deleteFrom('mails')
        .where('id', 'in', (ids) =>
          ids.selectFrom('mails').select('id').where('created_at', '<=', before).limit(limit),
        ),
    ),
});

export type MailsStore = ReturnType<typeof mailsStore>;
