import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { changes, changesIn } from '../../database/changes.js';
import type { Database, Queryable } from '../../database/database.js';
import type { DevelopersTables } from './tables.js';

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

const COLUMNS = [
  'id',
  'user_id as userId',
  'name',
  'hint',
  'created_at as createdAt',
  'last_used_at as lastUsedAt',
  'expires_at as expiresAt',
] as const;

export interface NewDeveloperToken extends Pick<DeveloperToken, 'userId' | 'name' | 'hint' | 'expiresAt'> {
  hash: string;
  now: number;
}

/** Locks the live developer tokens of a user. */
export const holdTokensOf = async ({ query }: Queryable<DevelopersTables>, userId: string): Promise<void> => {
  const live = query.updateTable('developer_tokens').where('user_id', '=', userId).where('revoked_at', 'is', null);
  await live.set({ user_id: userId }).execute();
};

/** Neither revoked nor expired. */
const isLive =
  (now: number) =>
  (where: ExpressionBuilder<DevelopersTables, 'developer_tokens'>): Expression<SqlBool> =>
    where.and([
      where('revoked_at', 'is', null),
      where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]),
    ]);

export const developerTokensStore = (database: Database<DevelopersTables>) => ({
  insert: ({ query }: Queryable<DevelopersTables>, token: NewDeveloperToken): Promise<DeveloperToken> =>
    query
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
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),

  findLive: (hash: string, now: number): Promise<DeveloperToken | undefined> =>
    database.read.query
      .selectFrom('developer_tokens')
      .where('hash', '=', hash)
      .where(isLive(now))
      .select(COLUMNS)
      .executeTakeFirst(),

  /** Within a transaction: whether the token is live. Until the transaction ends, nobody revokes it. */
  hold: (transaction: Queryable<DevelopersTables>, hash: string, now: number): Promise<boolean> =>
    changesIn(transaction, (query) =>
      query.updateTable('developer_tokens').set({ last_used_at: now }).where('hash', '=', hash).where(isLive(now)),
    ),

  listByUser: (userId: string): Promise<DeveloperToken[]> =>
    database.read.query
      .selectFrom('developer_tokens')
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .select(COLUMNS)
      .execute(),

  countByUser: async ({ query }: Queryable<DevelopersTables>, userId: string): Promise<number> => {
    const tokens = query.selectFrom('developer_tokens').where('user_id', '=', userId).where('revoked_at', 'is', null);
    return (await tokens.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
  },

  touch: (id: number, now: number) =>
    changes(database, (query) => query.updateTable('developer_tokens').set({ last_used_at: now }).where('id', '=', id)),

  /** False if this user has no such live token. */
  revoke: (transaction: Queryable<DevelopersTables>, id: number, userId: string, now: number) =>
    changesIn(transaction, (query) =>
      query
        .updateTable('developer_tokens')
        .set({ revoked_at: now })
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null),
    ),

  /** Resolves to the ids of the tokens that were live. */
  revokeAll: async ({ query }: Queryable<DevelopersTables>, userId: string, now: number): Promise<number[]> => {
    const revoked = await query
      .updateTable('developer_tokens')
      .set({ revoked_at: now })
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .returning('id')
      .execute();
    return revoked.map(({ id }) => id);
  },
});

export type DeveloperTokensStore = ReturnType<typeof developerTokensStore>;
