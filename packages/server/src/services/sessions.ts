import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../kernel/secret.js';
import type { Store } from '../store/index.js';
import type { SessionRow } from '../store/sessions.js';

export type Session = SessionRow;

const MAX_USER_AGENT = 300;

interface Dependencies {
  store: Store;
  clock: Clock;
  /** In seconds. */
  lifetime: number;
}

/** Signed-in browsers. A session's secret is in a cookie, its hash in the database. */
export const createSessions = ({ store, clock, lifetime }: Dependencies) => ({
  /** Always a new session: nobody can plant one before the sign-in. */
  start: async (userId: string, browser: { id: string; userAgent: string }): Promise<{ session: Session; secret: Secret }> => {
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

  find: async (secret: string): Promise<Session | undefined> => {
    const now = clock.now();
    const session = await store.sessions.findLive(hashSecret(secret), now);
    if (session && now - session.last_seen_at > 5 * MINUTE) await store.sessions.touch(session.id, now);
    return session;
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
