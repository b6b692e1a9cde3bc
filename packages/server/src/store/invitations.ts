import type { Selectable } from 'kysely';
import type { Database } from './database.js';
import type { InvitationsTable } from './schema.js';

export type InvitationRow = Selectable<InvitationsTable>;

/** One-time links that let somebody sign up, or become an operator. */
export const invitationsStore = (database: Database) => ({
  insert: async (hash: string, role: InvitationRow['role'], expiresAt: number, now: number): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .insertInto('invitations')
        .values({ hash, role, created_at: now, expires_at: expiresAt, used_at: null, used_by: null })
        .execute(),
    );
  },

  findLive: (hash: string, now: number): Promise<InvitationRow | undefined> =>
    database.read.query
      .selectFrom('invitations')
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .selectAll()
      .executeTakeFirst(),

  /** True for the one caller that used it. */
  consume: async (id: number, now: number): Promise<boolean> => {
    const result = await database.write((transaction) =>
      transaction.query
        .updateTable('invitations')
        .set({ used_at: now })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .executeTakeFirst(),
    );
    return result.numUpdatedRows > 0n;
  },

  /** Gives an invitation back when what it was used for failed; names its user when it did not. */
  settle: async (id: number, usedBy: string | null): Promise<void> => {
    await database.write((transaction) =>
      transaction.query
        .updateTable('invitations')
        .set(usedBy === null ? { used_at: null } : { used_by: usedBy })
        .where('id', '=', id)
        .execute(),
    );
  },
});
