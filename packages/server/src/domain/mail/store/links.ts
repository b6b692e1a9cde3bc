import type { Selectable } from 'kysely';
import type { Database } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { MailLinkPurpose, MailLinksTable, MailTables } from '../tables.js';

export type MailLinkRow = Selectable<MailLinksTable>;
export type { MailLinkPurpose } from '../tables.js';

/** Links that were sent by mail, each good for one thing, once. */
export const mailLinksStore = (database: Database<MailTables>) => ({
  /** The newest one counts: those that the user was sent for the same purpose before end. */
  replace: (link: Omit<MailLinkRow, 'id'>): Promise<void> =>
    database.write(async (transaction) => {
      await transaction.query
        .deleteFrom('mail_links')
        .where('user_id', '=', link.user_id)
        .where('purpose', '=', link.purpose)
        .execute();
      await transaction.query.insertInto('mail_links').values(link).execute();
    }),

  findLive: (hash: string, purpose: MailLinkPurpose, now: number): Promise<MailLinkRow | undefined> =>
    database.read.query
      .selectFrom('mail_links')
      .where('hash', '=', hash)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .selectAll()
      .executeTakeFirst(),

  /** The link, for the one caller that used it in time. */
  take: (hash: string, purpose: MailLinkPurpose, now: number): Promise<MailLinkRow | undefined> =>
    database.write((transaction) =>
      transaction.query
        .deleteFrom('mail_links')
        .where('hash', '=', hash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst(),
    ),

  /** Whoever changed the address or the password wants nothing of what was sent before. */
  deleteByUser: async (userId: string): Promise<void> => {
    await database.write((transaction) =>
      transaction.query.deleteFrom('mail_links').where('user_id', '=', userId).execute(),
    );
  },

  deleteExpired: (now: number): Promise<void> =>
    deleteInBatches(database, (query, limit) =>
      query
        .deleteFrom('mail_links')
        .where('id', 'in', (ids) =>
          ids.selectFrom('mail_links').select('id').where('expires_at', '<=', now).limit(limit),
        ),
    ),
});

export type MailLinksStore = ReturnType<typeof mailLinksStore>;
