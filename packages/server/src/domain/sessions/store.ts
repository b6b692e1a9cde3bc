import type { Selectable } from 'kysely';
import { hashSecret } from '../../kernel/secret.js';
import type { Database, Queryable } from '../../database/database.js';
import { deleteInBatches } from '../../database/delete-in-batches.js';
import { noteLogout } from '../logout/index.js';
import type { SessionsTable, SessionsSchema } from './tables.js';

export type SessionRow = Selectable<SessionsTable>;

export interface NewSession {
  hash: string;
  userId: string;
  browserHash: string;
  userAgent: string;
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
  /** The hash of the session that this one replaces in the same browser. */
  replacedHash: string | null;
  expiresAt: number;
  now: number;
}

/** A session's id for apps (OpenID Connect Back-Channel Logout section 2.1). Does not reveal the cookie. */
export const sidOf = ({ hash, sid }: Pick<SessionRow, 'hash' | 'sid'>): string =>
  sid ?? hashSecret(`sid ${hash}`).slice(0, 22);

const take = async (transaction: Queryable<SessionsSchema>, hash: string | null): Promise<SessionRow | undefined> =>
  hash === null
    ? undefined
    : transaction.query.deleteFrom('sessions').where('hash', '=', hash).returningAll().executeTakeFirst();

/** Signed-in browsers, and the browsers each user has signed in from before. */
export const sessionsStore = (database: Database<SessionsSchema>) => {
  const liveByHash = database.prepare<{ hash: string; now: number }, SessionRow>((query, p) =>
    query.selectFrom('sessions').where('hash', '=', p('hash')).where('expires_at', '>', p('now')).selectAll(),
  );

  return {
    findLive: async (hash: string, now: number): Promise<SessionRow | undefined> =>
      (await database.read.run(liveByHash, { hash, now }))[0],

    /**
     * Starts a session. If it replaces one of the same user, it continues under the `sid` that apps know; another
     * user's session ends, and is returned.
     */
    insert: (session: NewSession): Promise<{ session: SessionRow; ended: SessionRow | null }> =>
      database.write(async (transaction) => {
        await transaction.query
          .insertInto('known_browsers')
          .values({ user_id: session.userId, browser_hash: session.browserHash, last_seen_at: session.now })
          .onConflict((conflict) =>
            conflict.columns(['user_id', 'browser_hash']).doUpdateSet({ last_seen_at: session.now }),
          )
          .execute();
        const replaced = await take(transaction, session.replacedHash);
        const isContinued = replaced?.user_id === session.userId;
        if (replaced && !isContinued)
          await noteLogout(transaction, { userId: replaced.user_id, sids: [sidOf(replaced)] }, session.now);
        const inserted = await transaction.query
          .insertInto('sessions')
          .values({
            hash: session.hash,
            user_id: session.userId,
            browser_hash: session.browserHash,
            user_agent: session.userAgent,
            created_at: session.now,
            last_seen_at: session.now,
            expires_at: session.expiresAt,
            sid: replaced && isContinued ? sidOf(replaced) : null,
            amr: session.amr,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        return { session: inserted, ended: replaced && !isContinued ? replaced : null };
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

    /** Ends a session and stores which apps to notify. Resolves to the ended session. */
    end: (hash: string, now: number): Promise<SessionRow | undefined> =>
      database.write(async (transaction) => {
        const ended = await take(transaction, hash);
        if (ended) await noteLogout(transaction, { userId: ended.user_id, sids: [sidOf(ended)] }, now);
        return ended;
      }),

    endById: (id: number, userId: string, now: number): Promise<SessionRow | undefined> =>
      database.write(async (transaction) => {
        const ended = await transaction.query
          .deleteFrom('sessions')
          .where('id', '=', id)
          .where('user_id', '=', userId)
          .returningAll()
          .executeTakeFirst();
        if (ended) await noteLogout(transaction, { userId: ended.user_id, sids: [sidOf(ended)] }, now);
        return ended;
      }),

    /** Ends every session of the user, except the one to keep, if any. Resolves to those it ended. */
    endAll: (userId: string, keepId: number | null, now: number): Promise<SessionRow[]> =>
      database.write(async (transaction) => {
        const all = transaction.query.deleteFrom('sessions').where('user_id', '=', userId).returningAll();
        const ended = await (keepId === null ? all : all.where('id', '!=', keepId)).execute();
        await noteLogout(transaction, { userId, sids: ended.map(sidOf) }, now);
        return ended;
      }),

    /** Deletes expired sessions. Apps are not notified, because their users did not sign out. */
    deleteExpired: (now: number): Promise<void> =>
      deleteInBatches(database, (query, limit) =>
        query
          .deleteFrom('sessions')
          .where('id', 'in', (ids) =>
            ids.selectFrom('sessions').select('id').where('expires_at', '<=', now).limit(limit),
          ),
      ),

    /** Forgets browsers that nobody has signed in from since. */
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

export type SessionsStore = ReturnType<typeof sessionsStore>;
