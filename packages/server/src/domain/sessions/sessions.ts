import type { Account, AccountSource, Verified } from '../accounts/index.js';
import { ConditionEndedError, outsideRequests, type Condition } from '../../kernel/condition.js';
import { SessionsEnded } from '../../kernel/ended.js';
import type { Queryable } from '../../database/database.js';
import type { Shared } from '../../database/shared.js';
import type { Locale } from '../../i18n/index.js';
import { bestEffort } from '../../kernel/best-effort.js';
import { HOUR, MINUTE, SECOND } from '../../kernel/clock.js';
import { LimitedError } from '../../kernel/limited.js';
import { hashSecret, randomSecret, type Secret } from '../../kernel/secret.js';
import type { Session, SessionsStore } from './store/sessions.js';
import type { Audit } from '../audit/index.js';
import { newBrowser, type Notifications } from '../mail/index.js';
import type { LogoutNotices } from '../logout/index.js';
import type { SignInCounts } from './sign-in-counts.js';
import type { SessionsSchema } from './tables.js';

const MAX_USER_AGENT = 300;
const LAST_SEEN_PRECISION = 5 * MINUTE;
/** Other sessions that one may end by hand: whoever has stolen it could end each new one of the owner's. */
const ENDED_AN_HOUR = 20;

/** A session and its account. */
export interface SignedIn {
  session: Session;
  account: Account;
}

export interface Needs {
  accounts: AccountSource;
  audit: Audit;
  logoutNotices: LogoutNotices;
  notifications: Notifications;
  /** In seconds. */
  lifetime: number;
}

type Transaction = Queryable<SessionsSchema>;
type Parts = Shared<SessionsSchema> & Needs & { store: SessionsStore; signInCounts: SignInCounts };

/** What signs in. */
export interface SigningBrowser {
  id: string;
  userAgent: string;
  /** Of the page. */
  locale: Locale;
  /** The secret of its session so far, if any. */
  replaced?: string | undefined;
}

export interface StartedSession {
  session: Session;
  secret: Secret;
}

export interface OthersEnded {
  ended: SessionsEnded;
  renewed: StartedSession;
}

/** Signed-in browsers. A session's secret is in a cookie, its hash in the database. */
export const createSessions = (parts: Parts) => {
  const { store, clock, log, database, accounts, audit, logoutNotices, notifications, lifetime, signInCounts } = parts;
  const endedBySession = parts.limits.create({
    name: 'ended sessions',
    points: ENDED_AN_HOUR,
    durationSeconds: HOUR / SECOND,
  });

  const ended = async (transaction: Transaction, session: Session | null): Promise<void> => {
    if (session === null) return;
    transaction.onCommit(logoutNotices.wake);
    const detail = { session: session.id };
    await audit.record(transaction, { type: 'session_ended', userId: session.userId, detail });
  };

  const severalEnded = async (
    transaction: Transaction,
    userId: string,
    { length }: readonly Session[],
  ): Promise<void> => {
    if (length === 0) return;
    transaction.onCommit(logoutNotices.wake);
    await audit.record(transaction, { type: 'sessions_ended', userId, detail: { sessions: length } });
  };

  const endAll = async (transaction: Transaction, userId: string): Promise<SessionsEnded> => {
    await severalEnded(transaction, userId, await store.endAll(transaction, userId, null, clock.now()));
    return new SessionsEnded(userId);
  };

  /** All of a user's but this one, which gets a new secret, so that a copy of its cookie ends too. */
  const endOthers = async (transaction: Transaction, { id, userId }: Session): Promise<OthersEnded> => {
    await severalEnded(transaction, userId, await store.endAll(transaction, userId, id, clock.now()));
    const secret = randomSecret();
    const session = await store.renew(transaction, id, hashSecret(secret));
    if (session === null) throw new ConditionEndedError('the session has ended');
    return { ended: new SessionsEnded(userId), renewed: { session, secret } };
  };

  /**
   * Ends the longest unused sessions of a user who has too many. Not in the transaction of the sign-in, which holds locks that
   * whoever ends all sessions could wait for (holdWritersOf). What fails is left to the next sign-in.
   */
  const deleteSurplus = outsideRequests(async ({ id, userId }: Session): Promise<void> => {
    const ids = await store.listSurplus(userId, id);
    if (ids.length === 0) return;
    await database.write(async (transaction) => {
      const now = clock.now();
      const all: (Session | null)[] = [];
      for (const surplus of ids) all.push(await store.endById(transaction, surplus, userId, now));
      await severalEnded(
        transaction,
        userId,
        all.filter((session) => session !== null),
      );
    });
  });
  const endSurplus = (session: Session): Promise<void> => bestEffort(log, deleteSurplus(session));

  /**
   * Always a new session, so that nobody can plant one before the sign-in. Tells the user if they never signed in with
   * this browser before. Resolves to what starts it, in the transaction of what proves who signs in.
   *
   * The start throws a ConditionEndedError if the password or the status has changed since they were verified.
   */
  const starting = async (verified: Verified, amr: string, browser: SigningBrowser) => {
    const secret = randomSecret();
    const now = clock.now();
    const newSession = {
      hash: hashSecret(secret),
      userId: verified.userId,
      browserHash: hashSecret(browser.id),
      userAgent: browser.userAgent.slice(0, MAX_USER_AGENT),
      amr,
      replacedHash: browser.replaced === undefined ? null : hashSecret(browser.replaced),
      expiresAt: now + lifetime * SECOND,
      now,
    };
    const tell = await notifications.to(verified.userId);
    return async (transaction: Transaction): Promise<StartedSession> => {
      const { session, ended: other } = await store.insert(transaction, newSession);
      // After the session it replaces was locked: holdWritersOf says why.
      if (!(await accounts.holdVerified(transaction, verified))) throw new ConditionEndedError('credentials changed');
      const isNewBrowser = await store.noteBrowser(transaction, newSession);
      await ended(transaction, other);
      await audit.record(transaction, { type: 'signed_in', userId: verified.userId });
      if (isNewBrowser) await tell(transaction, newBrowser(browser.userAgent, browser.locale));
      return { session, secret };
    };
  };

  return {
    /** To be counted (sign-in-counts.ts). */
    starting,

    /** Follows each start. */
    endSurplus,

    /**
     * The same, for a proof that is not used up.
     *
     * @throws {LimitedError} if the user has signed in too often
     */
    start: async (verified: Verified, amr: string, browser: SigningBrowser): Promise<StartedSession> => {
      const begin = async () => database.write(await starting(verified, amr, browser));
      const started = await signInCounts.counted(verified.userId, begin, () => true);
      await endSurplus(started.session);
      return started;
    },

    /** Null if the session has ended, or its account is disabled or gone. */
    find: async (secret: string): Promise<SignedIn | null> => {
      const now = clock.now();
      const session = await store.findLive(hashSecret(secret), now);
      const account = session && (await accounts.getById(session.userId));
      if (session === null || account?.status !== 'enabled') return null;
      if (now - session.lastSeenAt > LAST_SEEN_PRECISION) await bestEffort(log, store.touch(session.id, now));
      return { session, account };
    },

    /** What a request by this session depends on. Sessions end with whatever ends the access of their account. */
    conditionOf:
      ({ hash }: Session): Condition<Queryable<SessionsSchema>> =>
      async (transaction) => {
        if (!(await store.hold(transaction, hash, clock.now()))) throw new ConditionEndedError('the session has ended');
      },

    /** For limits on guesses of passwords. */
    isKnownBrowser: (userId: string, browserId: string): Promise<boolean> =>
      store.isKnownBrowser(userId, hashSecret(browserId)),

    /** Whether the user has ever signed in with this browser, all steps. */
    hasSignedIn: (userId: string, browserId: string): Promise<boolean> =>
      store.hasSignedIn(userId, hashSecret(browserId)),

    /** The user has set their password in this browser, by a link, and not signed in yet. */
    knowBrowser: (transaction: Transaction, userId: string, browserId: string): Promise<void> =>
      store.knowBrowser(transaction, { userId, browserHash: hashSecret(browserId), now: clock.now() }),

    list: (userId: string): Promise<Session[]> => store.listByUser(userId, clock.now()),

    end: (secret: string): Promise<void> =>
      database.write(async (transaction) =>
        ended(transaction, await store.end(transaction, hashSecret(secret), clock.now())),
      ),

    /**
     * Of the same user.
     *
     * @throws {LimitedError} if `by` has ended too many
     */
    endById: async (id: number, by: Pick<Session, 'id' | 'userId'>): Promise<void> => {
      const limited = await endedBySession.consume(String(by.id));
      if (limited !== null) throw new LimitedError('this session has ended others too often', limited);
      await database.write(async (transaction) =>
        ended(transaction, await store.endById(transaction, id, by.userId, clock.now())),
      );
    },

    /** All of a user's. */
    endAll,

    endOthers,

    /** For limits on guesses: the browsers a user has signed in from are like any other, except that of `kept`. */
    forgetBrowsers: (transaction: Transaction, userId: string, kept: Session | null): Promise<void> =>
      store.forgetBrowsersOf(transaction, userId, kept?.browserHash ?? null),
  };
};

export type Sessions = ReturnType<typeof createSessions>;
