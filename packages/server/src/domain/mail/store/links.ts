import type { Selectable } from 'kysely';
import type { Database } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { MailLinkPurpose, MailLinksTable, MailTables } from '../tables.js';

/** A link as its holder finds it: whose it is, and which address it proves. */
export interface MailLink {
  userId: string;
  email: string;
}

export interface NewMailLink extends MailLink {
  hash: string;
  purpose: MailLinkPurpose;
  expiresAt: number;
  now: number;
}

const toLink = (row: Pick<Selectable<MailLinksTable>, 'user_id' | 'email'>): MailLink => ({
  userId: row.user_id,
  email: row.email,
});

export type { MailLinkPurpose } from '../tables.js';

/** Links that were sent by mail, each good for one thing, once. */
export const mailLinksStore = (database: Database<MailTables>) => ({
  /** The newest one counts: those that the user was sent for the same purpose before end. */
  replace: (link: NewMailLink): Promise<void> =>
    database.write(async (transaction) => {
      await transaction.query
        .deleteFrom('mail_links')
        .where('user_id', '=', link.userId)
        .where('purpose', '=', link.purpose)
        .execute();
      await transaction.query
        .insertInto('mail_links')
        .values({
          hash: link.hash,
          purpose: link.purpose,
          user_id: link.userId,
          email: link.email,
          created_at: link.now,
          expires_at: link.expiresAt,
        })
        .execute();
    }),

  findLive: async (hash: string, purpose: MailLinkPurpose, now: number): Promise<MailLink | undefined> => {
    const row = await database.read.query
      .selectFrom('mail_links')
      .where('hash', '=', hash)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .select(['user_id', 'email'])
      .executeTakeFirst();
    return row && toLink(row);
  },

  /** The link, for the one caller that used it in time. */
  take: async (hash: string, purpose: MailLinkPurpose, now: number): Promise<MailLink | undefined> => {
    const row = await database.write((transaction) =>
      transaction.query
        .deleteFrom('mail_links')
        .where('hash', '=', hash)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .returning(['user_id', 'email'])
        .executeTakeFirst(),
    );
    return row && toLink(row);
  },

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
