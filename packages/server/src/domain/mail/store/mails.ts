import type { Selectable } from 'kysely';
import type { Database } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { MailsTable, MailTables } from '../tables.js';

export type MailRow = Selectable<MailsTable>;

/** Mails that are still to be sent. */
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

  listDue: (now: number, limit: number): Promise<MailRow[]> =>
    database.read.query
      .selectFrom('mails')
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .limit(limit)
      .selectAll()
      .execute(),

  /** Takes a mail for one more try, which is over by `until`. False when another process was first. */
  claim: async ({ id, attempts }: MailRow, until: number): Promise<boolean> => {
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

  /** After a try that failed. `mail` is as it was found before that try. */
  retryAt: async ({ id, attempts }: MailRow, nextAttemptAt: number): Promise<void> => {
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

  /** Those that nobody could send. */
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
