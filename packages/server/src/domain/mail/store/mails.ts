import type { Database, Queryable } from '../../../database/database.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';
import { isDue, outboxVerbs } from '../../../database/outbox.js';
import type { Outgoing } from '../../../kernel/outbox.js';
import type { MailTables } from '../tables.js';

export interface StoredMail extends Outgoing {
  userId: string;
  /** Sealed. */
  content: string;
}

/** Mails still to be sent. */
export const mailsStore = (database: Database<MailTables>) => ({
  insert: async (
    { query }: Queryable<MailTables>,
    mail: { userId: string; content: string; isLink?: boolean; now: number },
  ): Promise<void> => {
    await query
      .insertInto('mails')
      .values({
        user_id: mail.userId,
        content: mail.content,
        is_notice: mail.isLink === true ? 0 : 1,
        attempts: 0,
        next_attempt_at: mail.now,
        created_at: mail.now,
      })
      .execute();
  },

  /** Those with a link first, and without those to the users of `held`. */
  listDue: (now: number, limit: number, held: readonly StoredMail[] = []): Promise<StoredMail[]> => {
    const userIds = [...new Set(held.map(({ userId }) => userId))];
    const due = database.read.query.selectFrom('mails').where(isDue('next_attempt_at', now));
    return (userIds.length === 0 ? due : due.where('user_id', 'not in', userIds))
      .orderBy('is_notice')
      .orderBy('next_attempt_at')
      .limit(limit)
      .select(['id', 'user_id as userId', 'content', 'attempts'])
      .execute();
  },

  ...outboxVerbs(database, 'mails'),

  /** After a failed attempt. `mail` is as read before the attempt. */
  retryAt: async ({ id, attempts }: StoredMail, at: number): Promise<void> => {
    await database.write(({ query }) =>
      query
        .updateTable('mails')
        .set({ next_attempt_at: at })
        .where('id', '=', id)
        .where('attempts', '=', attempts + 1)
        .execute(),
    );
  },

  deleteOldCounts: (before: number) => deleteUpTo(database, 'notice_counts', 'since', before),

  /** Deletes undeliverable mails. */
  deleteOld: (before: number) => deleteUpTo(database, 'mails', 'created_at', before),
});

export type MailsStore = ReturnType<typeof mailsStore>;
