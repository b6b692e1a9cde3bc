import type { Selectable } from 'kysely';
import { toSeconds } from '../../../kernel/clock.js';
import { hashSecret } from '../../../kernel/secret.js';
import type { SignInFacts } from '../../../protocol/sign-in-facts.js';
import { changes, changesIn } from '../../../database/changes.js';
import type { Database, Queryable } from '../../../database/database.js';
import { deleteUpTo } from '../../../database/delete-in-batches.js';
import { noteLogout } from '../../logout/index.js';
import { SESSION_COLUMNS, type SessionsSchema, type SessionsTable, type SessionsTables } from '../tables.js';
import { knownBrowsersStore } from './browsers.js';

type SessionRow = Selectable<SessionsTable>;

/** Of a user, so that their list stays readable, and ending all of them stays one short transaction. */
export const MAX_SESSIONS = 100;

/** A signed-in browser. Times are milliseconds since the epoch. */
export interface Session {
  id: number;
  /** Hash of the secret in its cookie. */
  hash: string;
  userId: string;
  browserHash: string;
  userAgent: string;
  /** When the user signed in. */
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  /** What apps learn about the sign-in. */
  signIn: SignInFacts & { readonly sid: string };
}

export interface NewSession extends Pick<Session, 'hash' | 'userId' | 'browserHash' | 'userAgent' | 'expiresAt'> {
  /** How the user signed in (protocol/acr.ts). */
  amr: string;
  /** The hash of the session that this one replaces in the same browser. */
  replacedHash: string | null;
  now: number;
}

/** A session's id for apps (OpenID Connect Back-Channel Logout section 2.1). Does not reveal the cookie. */
const sidOf = ({ hash, sid }: Pick<SessionRow, 'hash' | 'sid'>): string =>
  sid ?? hashSecret(`sid ${hash}`).slice(0, 22);

const sessionOf = (row: SessionRow): Session => ({
  id: row.id,
  hash: row.hash,
  userId: row.user_id,
  browserHash: row.browser_hash,
  userAgent: row.user_agent,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
  signIn: { authTime: toSeconds(row.created_at), sid: sidOf(row), amr: row.amr },
});

/** After deleting sessions of a user, stores which apps to notify. */
const endedOf = async (
  transaction: Queryable<SessionsSchema>,
  userId: string,
  rows: readonly SessionRow[],
  now: number,
): Promise<Session[]> => {
  const sessions = rows.map(sessionOf);
  await noteLogout(transaction, { userId, sids: sessions.map(({ signIn }) => signIn.sid) }, now);
  return sessions;
};

const take = async (transaction: Queryable<SessionsSchema>, hash: string | null): Promise<SessionRow | undefined> =>
  hash === null
    ? undefined
    : transaction.query.deleteFrom('sessions').where('hash', '=', hash).returning(SESSION_COLUMNS).executeTakeFirst();

/** Deletes a user's sessions, and stores which apps to notify. Safe to repeat. */
export const deleteSessionsOf = async (
  transaction: Queryable<SessionsSchema>,
  userId: string,
  now: number,
): Promise<void> => {
  const rows = await transaction.query
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .returning(SESSION_COLUMNS)
    .execute();
  await endedOf(transaction, userId, rows, now);
};

/** Locks all sessions of a user. */
export const holdSessionsOf = async ({ query }: Queryable<SessionsTables>, userId: string): Promise<void> => {
  await query.updateTable('sessions').set({ user_id: userId }).where('user_id', '=', userId).execute();
};

/** Signed-in browsers, and the browsers each user has signed in from before. */
export const sessionsStore = (database: Database<SessionsSchema>) => {
  const liveByHash = database.prepare<{ hash: string; now: number }, SessionRow>((query, p) =>
    query
      .selectFrom('sessions')
      .where('hash', '=', p('hash'))
      .where('expires_at', '>', p('now'))
      .select(SESSION_COLUMNS),
  );

  return {
    findLive: async (hash: string, now: number): Promise<Session | null> => {
      const [row] = await database.read.run(liveByHash, { hash, now });
      return row === undefined ? null : sessionOf(row);
    },

    /** Within a transaction: whether the session is live. Until the transaction ends, nobody ends it. */
    hold: (transaction: Queryable<SessionsTables>, hash: string, now: number): Promise<boolean> =>
      changesIn(transaction, (query) =>
        query.updateTable('sessions').set({ last_seen_at: now }).where('hash', '=', hash).where('expires_at', '>', now),
      ),

    /**
     * Starts a session. If it replaces one of the same user, it continues under the `sid` that apps know; another user's
     * session ends, and is returned.
     */
    insert: async (
      transaction: Queryable<SessionsSchema>,
      session: NewSession,
    ): Promise<{ session: Session; ended: Session | null }> => {
      const replaced = await take(transaction, session.replacedHash);
      const isContinued = replaced?.user_id === session.userId;
      const [other] =
        replaced && !isContinued ? await endedOf(transaction, replaced.user_id, [replaced], session.now) : [];
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
        .returning(SESSION_COLUMNS)
        .executeTakeFirstOrThrow();
      return { session: sessionOf(inserted), ended: other ?? null };
    },

    /** Gives a session another secret; apps know it by the same `sid`. Null if it has ended. */
    renew: async (transaction: Queryable<SessionsTables>, id: number, hash: string): Promise<Session | null> => {
      const found = transaction.query.selectFrom('sessions').where('id', '=', id).select(SESSION_COLUMNS);
      const before = await found.executeTakeFirst();
      if (before === undefined) return null;
      const row = await transaction.query
        .updateTable('sessions')
        .set({ hash, sid: sidOf(before) })
        .where('hash', '=', before.hash)
        .returning(SESSION_COLUMNS)
        .executeTakeFirst();
      return row === undefined ? null : sessionOf(row);
    },

    touch: (id: number, now: number) =>
      changes(database, (query) => query.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', id)),

    /** The last used first. */
    listByUser: async (userId: string, now: number): Promise<Session[]> => {
      const rows = await database.read.query
        .selectFrom('sessions')
        .where('user_id', '=', userId)
        .where('expires_at', '>', now)
        .orderBy('last_seen_at', 'desc')
        .limit(MAX_SESSIONS)
        .select(SESSION_COLUMNS)
        .execute();
      return rows.map(sessionOf);
    },

    /** The ids of the sessions that a user has too many of: the longest unused, and not `newest`. Some, if there are many. */
    listSurplus: async (userId: string, newest: number): Promise<number[]> => {
      const rows = await database.read.query
        .selectFrom('sessions')
        .where('user_id', '=', userId)
        .where('id', '!=', newest)
        .orderBy('last_seen_at', 'desc')
        .orderBy('id', 'desc')
        .limit(MAX_SESSIONS)
        .offset(MAX_SESSIONS - 1)
        .select('id')
        .execute();
      return rows.map(({ id }) => id).toSorted((a, b) => a - b);
    },

    /** Ends a session and stores which apps to notify. Null if there is no such session. */
    end: async (transaction: Queryable<SessionsSchema>, hash: string, now: number): Promise<Session | null> => {
      const row = await take(transaction, hash);
      const [session = null] = row === undefined ? [] : await endedOf(transaction, row.user_id, [row], now);
      return session;
    },

    endById: async (
      transaction: Queryable<SessionsSchema>,
      id: number,
      userId: string,
      now: number,
    ): Promise<Session | null> => {
      const rows = await transaction.query
        .deleteFrom('sessions')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .returning(SESSION_COLUMNS)
        .execute();
      const [session = null] = await endedOf(transaction, userId, rows, now);
      return session;
    },

    /** Ends every session of the user, except the one to keep, if any. Resolves to those it ended. */
    endAll: async (
      transaction: Queryable<SessionsSchema>,
      userId: string,
      keepId: number | null,
      now: number,
    ): Promise<Session[]> => {
      const all = transaction.query.deleteFrom('sessions').where('user_id', '=', userId).returning(SESSION_COLUMNS);
      const rows = await (keepId === null ? all : all.where('id', '!=', keepId)).execute();
      return endedOf(transaction, userId, rows, now);
    },

    /** Deletes expired sessions. Apps are not notified, because their users did not sign out. */
    deleteExpired: (now: number) => deleteUpTo(database, 'sessions', 'expires_at', now),

    ...knownBrowsersStore(database),
  };
};

export type SessionsStore = ReturnType<typeof sessionsStore>;
