import type { Account, AccountSource, Verified } from '../accounts/index.js';
import { ConditionEndedError, type Condition } from '../../kernel/condition.js';
import type { Queryable } from '../../database/database.js';
import type { Common } from '../../database/shared.js';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../../kernel/secret.js';
import type { Session, SessionsStore } from './store.js';
import type { Audit } from '../audit/index.js';
import type { LogoutNotices } from '../logout/index.js';
import type { SessionsSchema } from './tables.js';

const MAX_USER_AGENT = 300;
const LAST_SEEN_PRECISION = 5 * MINUTE;

/** A session and its account. */
export interface SignedIn {
  session: Session;
  account: Account;
}

export interface Needs {
  accounts: AccountSource;
  audit: Audit;
  logoutNotices: LogoutNotices;
  /** In seconds. */
  lifetime: number;
}

type Parts = Common & Needs & { store: SessionsStore };

/** Signed-in browsers. A session's secret is in a cookie, its hash in the database. */
export const createSessions = ({ store, clock, accounts, audit, logoutNotices, lifetime }: Parts) => {
  const ended = async (session: Session | null): Promise<void> => {
    if (session === null) return;
    logoutNotices.wake();
    await audit.record({ type: 'session_ended', userId: session.userId, detail: { session: session.id } });
  };

  const endAll = async (userId: string, keepId: number | null): Promise<void> => {
    const { length } = await store.endAll(userId, keepId, clock.now());
    if (length === 0) return;
    logoutNotices.wake();
    await audit.record({ type: 'sessions_ended', userId, detail: { sessions: length } });
  };

  return {
    /**
     * Always a new session, so that nobody can plant one before the sign-in. `replaced` is the secret of the browser's
     * old one.
     *
     * @throws {ConditionEndedError} if the password or the status has changed since they were verified
     */
    start: async (
      verified: Verified,
      amr: string,
      browser: { id: string; userAgent: string },
      replaced?: string,
    ): Promise<{ session: Session; secret: Secret }> => {
      const secret = randomSecret();
      const now = clock.now();
      const newSession = {
        hash: hashSecret(secret),
        userId: verified.userId,
        browserHash: hashSecret(browser.id),
        userAgent: browser.userAgent.slice(0, MAX_USER_AGENT),
        amr,
        replacedHash: replaced === undefined ? null : hashSecret(replaced),
        expiresAt: now + lifetime * SECOND,
        now,
      };
      const { session, ended: other } = await store.insert(newSession, async (transaction) => {
        if (!(await accounts.holdVerified(transaction, verified))) throw new ConditionEndedError('credentials changed');
      });
      await ended(other);
      return { session, secret };
    },

    /** Null if the session has ended, or its account is disabled or gone. */
    find: async (secret: string): Promise<SignedIn | null> => {
      const now = clock.now();
      const session = await store.findLive(hashSecret(secret), now);
      const account = session && (await accounts.getById(session.userId));
      if (session === null || account?.status !== 'enabled') return null;
      if (now - session.lastSeenAt > LAST_SEEN_PRECISION) await store.touch(session.id, now);
      return { session, account };
    },

    /** What a request by this session depends on. Sessions end with whatever ends the access of their account. */
    conditionOf:
      ({ id }: Session): Condition<Queryable<SessionsSchema>> =>
      async (transaction) => {
        if (!(await store.hold(transaction, id, clock.now()))) throw new ConditionEndedError('the session has ended');
      },

    isKnownBrowser: (userId: string, browserId: string): Promise<boolean> =>
      store.isKnownBrowser(userId, hashSecret(browserId)),

    list: (userId: string): Promise<Session[]> => store.listByUser(userId, clock.now()),

    end: async (secret: string): Promise<void> => ended(await store.end(hashSecret(secret), clock.now())),

    endById: async (id: number, userId: string): Promise<void> => ended(await store.endById(id, userId, clock.now())),

    endOthers: (session: Session): Promise<void> => endAll(session.userId, session.id),

    endAll: (userId: string): Promise<void> => endAll(userId, null),

    /** For limits on guesses: the browsers a user has signed in from are like any other, except that of `kept`. */
    forgetBrowsers: (userId: string, kept: Session | null): Promise<void> =>
      store.forgetBrowsersOf(userId, kept?.browserHash ?? null),
  };
};

export type Sessions = ReturnType<typeof createSessions>;
