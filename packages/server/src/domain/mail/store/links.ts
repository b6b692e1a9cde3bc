import type { Selectable } from 'kysely';
import type { Database } from '../../../database/database.js';
import { deleteInBatches } from '../../../database/delete-in-batches.js';
import type { MailLinkPurpose, MailLinksTable, MailTables } from '../tables.js';

/** A link's user, and the address it proves. */
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

/** Links sent by mail, each usable once for one purpose. */
export const mailLinksStore = (database: Database<MailTables>) => ({
  /** Ends the user's earlier links for the same purpose. */
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

  /** Uses the link; only for the first caller, in time. */
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

  /** After a change of address or password, earlier links must not work. */
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
