import type { Selectable } from 'kysely';
import type { Database } from '../../database/database.js';
import type { DeveloperTokensTable, DevelopersTables } from './tables.js';

export type DeveloperTokenRow = Selectable<DeveloperTokensTable>;

export interface NewDeveloperToken {
  userId: string;
  name: string;
  hash: string;
  hint: string;
  expiresAt: number | null;
  now: number;
}

export const developerTokensStore = (database: Database<DevelopersTables>) => ({
  insert: (token: NewDeveloperToken): Promise<DeveloperTokenRow> =>
    database.write((transaction) =>
      transaction.query
        .insertInto('developer_tokens')
        .values({
          user_id: token.userId,
          name: token.name,
          hash: token.hash,
          hint: token.hint,
          created_at: token.now,
          last_used_at: null,
          expires_at: token.expiresAt,
          revoked_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    ),

  /** A token that is neither revoked nor expired. */
  findLive: (hash: string, now: number): Promise<DeveloperTokenRow | undefined> =>
    database.read.query
      .selectFrom('developer_tokens')
      .where('hash', '=', hash)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
      .selectAll()
      .executeTakeFirst(),

  listByUser: (userId: string): Promise<DeveloperTokenRow[]> =>
    database.read.query
      .selectFrom('developer_tokens')
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .selectAll()
      .execute(),

  touch: async (id: number, now: number): Promise<void> => {
    await database.write((transaction) =>
      transaction.query.updateTable('developer_tokens').set({ last_used_at: now }).where('id', '=', id).execute(),
    );
  },

  /** False when this user has no such live token. */
  revoke: async (id: number, userId: string, now: number): Promise<boolean> => {
    const result = await database.write((transaction) =>
      transaction.query
        .updateTable('developer_tokens')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .executeTakeFirst(),
    );
    return result.numUpdatedRows > 0n;
  },

  /** Resolves to the ids of the tokens that were live. */
  revokeAll: async (userId: string, now: number): Promise<number[]> => {
    const revoked = await database.write((transaction) =>
      transaction.query
        .updateTable('developer_tokens')
        .set({ revoked_at: now })
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .returning('id')
        .execute(),
    );
    return revoked.map(({ id }) => id);
  },
});

export type DeveloperTokensStore = ReturnType<typeof developerTokensStore>;
