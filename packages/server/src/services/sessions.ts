import { ENABLED, type Account, type AccountSource } from '../accounts/account-source.js';
import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../kernel/secret.js';
import type { Store } from '../store/index.js';
import type { SessionRow } from '../store/sessions.js';

export type Session = SessionRow;

const MAX_USER_AGENT = 300;
const LAST_SEEN_PRECISION = 5 * MINUTE;

/** A browser that is signed in, and whose account it is. */
export interface SignedIn {
  session: Session;
  account: Account;
}

interface Dependencies {
  store: Store;
  clock: Clock;
  accounts: AccountSource;
  /** In seconds. */
  lifetime: number;
}

/** Signed-in browsers. A session's secret is in a cookie, its hash in the database. */
export const createSessions = ({ store, clock, accounts, lifetime }: Dependencies) => ({
  /** Always a new session: nobody can plant one before the sign-in. */
  start: async (
    userId: string,
    browser: { id: string; userAgent: string },
  ): Promise<{ session: Session; secret: Secret }> => {
    const secret = randomSecret();
    const now = clock.now();
    const session = await store.sessions.insert({
      hash: hashSecret(secret),
      userId,
      browserHash: hashSecret(browser.id),
      userAgent: browser.userAgent.slice(0, MAX_USER_AGENT),
      expiresAt: now + lifetime * SECOND,
      now,
    });
    return { session, secret };
  },

  /** Null when the session has ended, or its account is disabled or gone. */
  find: async (secret: string): Promise<SignedIn | null> => {
    const now = clock.now();
    const session = await store.sessions.findLive(hashSecret(secret), now);
    const account = session && (await accounts.getById(session.user_id));
    if (session === undefined || account?.status !== ENABLED) return null;
    if (now - session.last_seen_at > LAST_SEEN_PRECISION) await store.sessions.touch(session.id, now);
    return { session, account };
  },

  isKnownBrowser: (userId: string, browserId: string): Promise<boolean> =>
    store.sessions.isKnownBrowser(userId, hashSecret(browserId)),

  list: (userId: string): Promise<Session[]> => store.sessions.listByUser(userId, clock.now()),

  end: (secret: string): Promise<void> => store.sessions.end(hashSecret(secret)),

  endById: (id: number, userId: string): Promise<void> => store.sessions.endById(id, userId),

  endOthers: (session: Session): Promise<void> => store.sessions.endAll(session.user_id, session.id),

  endAll: (userId: string): Promise<void> => store.sessions.endAll(userId, null),
});

export type Sessions = ReturnType<typeof createSessions>;
