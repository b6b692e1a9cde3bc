import type { Selectable } from 'kysely';
import { changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';
import type { InvitationsTable, AccountsTables } from '../tables.js';

/** A live invitation, without who used it, which nobody needs. */
export interface Invitation {
  id: number;
  role: Selectable<InvitationsTable>['role'];
  expiresAt: number;
}

const insert = async (
  { query }: Queryable<AccountsTables>,
  hash: string,
  role: Invitation['role'],
  expiresAt: number,
  now: number,
): Promise<void> => {
  const values = { hash, role, created_at: now, expires_at: expiresAt, used_at: null, used_by: null };
  await query.insertInto('invitations').values(values).execute();
};

/** Ends every unused invitation for a role. */
export const endUnused = async (
  transaction: Queryable<AccountsTables>,
  role: Invitation['role'],
  now: number,
): Promise<void> => {
  await transaction.query
    .updateTable('invitations')
    .set({ expires_at: now })
    .where('role', '=', role)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
};

/** One-time links to sign up, or to become an operator. */
export const invitationsStore = (database: Database<AccountsTables>) => ({
  insert,

  /** Inserts an invitation and ends all others for its role. */
  insertOnly: async (
    transaction: Queryable<AccountsTables>,
    hash: string,
    role: Invitation['role'],
    expiresAt: number,
    now: number,
  ): Promise<void> => {
    await endUnused(transaction, role, now);
    await insert(transaction, hash, role, expiresAt, now);
  },

  findLive: (hash: string, now: number): Promise<Invitation | undefined> =>
    database.read.query
      .selectFrom('invitations')
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .select(['id', 'role', 'expires_at as expiresAt'])
      .executeTakeFirst(),

  /** True for the one caller that used it in time. */
  use: (transaction: Queryable<AccountsTables>, id: number, usedBy: string, now: number): Promise<boolean> =>
    changesIn(transaction, (query) =>
      query
        .updateTable('invitations')
        .set({ used_at: now, used_by: usedBy })
        .where('id', '=', id)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now),
    ),

  deleteExpired: (before: number) => deleteUpTo(database, 'invitations', 'expires_at', before),
});

export type InvitationsStore = ReturnType<typeof invitationsStore>;
