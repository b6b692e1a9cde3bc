import type { Selectable } from 'kysely';
import type { Database } from '../../database/database.js';
import type { DeveloperTokensTable, DevelopersTables } from './tables.js';

/** A stored developer token, without its hash, which no reader needs. */
export interface DeveloperToken {
  id: number;
  userId: string;
  name: string;
  /** Its last characters. */
  hint: string;
  createdAt: number;
  lastUsedAt: number | null;
  expiresAt: number | null;
}

const toToken = (row: Selectable<DeveloperTokensTable>): DeveloperToken => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  hint: row.hint,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
});

export interface NewDeveloperToken {
  userId: string;
  name: string;
  hash: string;
  hint: string;
  expiresAt: number | null;
  now: number;
}

export const developerTokensStore = (database: Database<DevelopersTables>) => ({
  insert: async (token: NewDeveloperToken): Promise<DeveloperToken> => {
    const row = await database.write((transaction) =>
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
    );
    return toToken(row);
  },

  /** A token that is neither revoked nor expired. */
  findLive: async (hash: string, now: number): Promise<DeveloperToken | undefined> => {
    const row = await database.read.query
      .selectFrom('developer_tokens')
      .where('hash', '=', hash)
      .where('revoked_at', 'is', null)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
      .selectAll()
      .executeTakeFirst();
    return row && toToken(row);
  },

  listByUser: async (userId: string): Promise<DeveloperToken[]> => {
    const rows = await database.read.query
      .selectFrom('developer_tokens')
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .selectAll()
      .execute();
    return rows.map(toToken);
  },

  touch: async (id: number, now: number): Promise<void> => {
    await database.write((transaction) =>
      transaction.query.updateTable('developer_tokens').set({ last_used_at: now }).where('id', '=', id).execute(),
    );
  },

  /** False if this user has no such live token. */
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
