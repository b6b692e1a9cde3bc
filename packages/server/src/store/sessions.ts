import type { Selectable } from 'kysely';
import type { Database } from './database.js';
import { deleteInBatches } from './delete-in-batches.js';
import type { SessionsTable } from './schema.js';

export type SessionRow = Selectable<SessionsTable>;

export interface NewSession {
  hash: string;
  userId: string;
  browserHash: string;
  userAgent: string;
  expiresAt: number;
  now: number;
}

/** Signed-in browsers, and which browsers a user has signed in with before. */
export const sessionsStore = (database: Database) => {
  const liveByHash = database.prepare<{ hash: string; now: number }, SessionRow>((query, p) =>
    query.selectFrom('sessions').where('hash', '=', p('hash')).where('expires_at', '>', p('now')).selectAll(),
  );

  return {
    findLive: async (hash: string, now: number): Promise<SessionRow | undefined> =>
      (await database.read.run(liveByHash, { hash, now }))[0],

    insert: (session: NewSession): Promise<SessionRow> =>
      database.write(async (transaction) => {
        await transaction.query
          .insertInto('known_browsers')
          .values({ user_id: session.userId, browser_hash: session.browserHash, last_seen_at: session.now })
          .onConflict((conflict) =>
            conflict.columns(['user_id', 'browser_hash']).doUpdateSet({ last_seen_at: session.now }),
          )
          .execute();
        return transaction.query
          .insertInto('sessions')
          .values({
            hash: session.hash,
            user_id: session.userId,
            browser_hash: session.browserHash,
            user_agent: session.userAgent,
            created_at: session.now,
            last_seen_at: session.now,
            expires_at: session.expiresAt,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
      }),

    isKnownBrowser: async (userId: string, browserHash: string): Promise<boolean> =>
      (await database.read.query
        .selectFrom('known_browsers')
        .where('user_id', '=', userId)
        .where('browser_hash', '=', browserHash)
        .select('user_id')
        .executeTakeFirst()) !== undefined,

    touch: async (id: number, now: number): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', id).execute(),
      );
    },

    listByUser: (userId: string, now: number): Promise<SessionRow[]> =>
      database.read.query
        .selectFrom('sessions')
        .where('user_id', '=', userId)
        .where('expires_at', '>', now)
        .orderBy('last_seen_at', 'desc')
        .selectAll()
        .execute(),

    end: async (hash: string): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.deleteFrom('sessions').where('hash', '=', hash).execute(),
      );
    },

    endById: async (id: number, userId: string): Promise<void> => {
      await database.write((transaction) =>
        transaction.query.deleteFrom('sessions').where('id', '=', id).where('user_id', '=', userId).execute(),
      );
    },

    /** Every session of the user but the one that is kept, if any. */
    endAll: async (userId: string, keepId: number | null): Promise<void> => {
      await database.write((transaction) => {
        const all = transaction.query.deleteFrom('sessions').where('user_id', '=', userId);
        return (keepId === null ? all : all.where('id', '!=', keepId)).execute();
      });
    },

    deleteExpired: (now: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('sessions')
          .where('id', 'in', (ids) =>
            ids.selectFrom('sessions').select('id').where('expires_at', '<=', now).limit(limit),
          ),
      ),

    /** Forgets the browsers that nobody has signed in with since. */
    forgetBrowsers: (before: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('known_browsers')
          .where(({ eb, refTuple }) =>
            eb(
              refTuple('user_id', 'browser_hash'),
              'in',
              eb
                .selectFrom('known_browsers')
                .select(['user_id', 'browser_hash'])
                .where('last_seen_at', '<=', before)
                .limit(limit)
                .$asTuple('user_id', 'browser_hash'),
            ),
          ),
      ),
  };
};
