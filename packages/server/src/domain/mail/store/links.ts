import type { Database, Queryable } from '../../../database/database.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';
import type { MailLinkPurpose, MailTables } from '../tables.js';

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

export type { MailLinkPurpose } from '../tables.js';

/** Links sent by mail, each usable once for one purpose. */
export const mailLinksStore = (database: Database<MailTables>) => ({
  /** Ends the user's earlier links for the same purpose. */
  replace: async ({ query }: Queryable<MailTables>, link: NewMailLink): Promise<void> => {
    await query
      .deleteFrom('mail_links')
      .where('user_id', '=', link.userId)
      .where('purpose', '=', link.purpose)
      .execute();
    await query
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
  },

  findLive: (hash: string, purpose: MailLinkPurpose, now: number): Promise<MailLink | undefined> =>
    database.read.query
      .selectFrom('mail_links')
      .where('hash', '=', hash)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .select(['user_id as userId', 'email'])
      .executeTakeFirst(),

  /** Uses the link. Works once, before it expires. */
  take: (
    { query }: Queryable<MailTables>,
    hash: string,
    purpose: MailLinkPurpose,
    now: number,
  ): Promise<MailLink | undefined> =>
    query
      .deleteFrom('mail_links')
      .where('hash', '=', hash)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .returning(['user_id as userId', 'email'])
      .executeTakeFirst(),

  /** Ends the user's earlier links, for one purpose or for all. */
  deleteByUser: async ({ query }: Queryable<MailTables>, userId: string, purpose?: MailLinkPurpose): Promise<void> => {
    const links = query.deleteFrom('mail_links').where('user_id', '=', userId);
    await (purpose === undefined ? links : links.where('purpose', '=', purpose)).execute();
  },

  deleteExpired: (now: number) => deleteUpTo(database, 'mail_links', 'expires_at', now),
});

export type MailLinksStore = ReturnType<typeof mailLinksStore>;
