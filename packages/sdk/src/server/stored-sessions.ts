import { randomText } from '../core/random.js';
import type { Tokens } from '../core/tokens.js';
import { toBase64Url, toBytes } from '../core/base64url.js';
import { readCookies, type CookieJar } from './cookies.js';
import { createSeal } from './seal.js';
import { formatTokens, parseTokens, SESSION_SECONDS, type SessionKeeper } from './sessions.js';

/** A session as it lies in a store. */
export interface StoredSession {
  /** Encrypted; what opens it is in the browser's cookie alone. */
  readonly value: string;
  /** Grows by one with each change. */
  readonly version: number;
  /** Milliseconds since the epoch. It may be thrown away from then on. */
  readonly expiresAt: number;
}

/**
 * Where an app keeps sessions: a table, Redis or the like. `set` must be one step, so that of two processes that refresh the
 * same session one wins: `UPDATE sessions SET ... WHERE id = ? AND version = ?`, or `INSERT` where `expected` is null.
 */
export interface SessionStore {
  get(id: string): Promise<StoredSession | null>;
  /**
   * Writes the session if the one that is there has the version `expected`; null when there must be none. False, and nothing
   * written, if it has not.
   */
  set(id: string, session: StoredSession, expected: number | null): Promise<boolean>;
  delete(id: string): Promise<void>;
}

const PURPOSE = 'session';

/** Whoever reads the store finds no id that a browser could send. */
const storedId = async (id: string): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(id))));

/** Sessions in a store of the app; the browser's cookie has a random id. */
export const createStoredSessions = (jar: CookieJar, store: SessionStore, now: () => number): SessionKeeper => {
  const record = async (id: string, tokens: Tokens | null, version: number): Promise<StoredSession> => ({
    value: tokens === null ? '' : await createSeal([id]).seal(formatTokens(tokens), PURPOSE),
    version,
    expiresAt: now() + SESSION_SECONDS * 1000,
  });

  const read = async (id: string): Promise<{ tokens: Tokens; version: number } | null> => {
    const stored = await store.get(await storedId(id));
    if (stored === null || stored.expiresAt <= now()) return null;
    const tokens = parseTokens(await createSeal([id]).open(stored.value, PURPOSE));
    return tokens && { tokens, version: stored.version };
  };

  const idOf = (request: Request): string => readCookies(request).get(jar.session) ?? '';

  return {
    open: async (request, tell) => {
      const id = idOf(request);
      if (id === '' || (await read(id)) === null) return null;
      return {
        key: id,
        tokens: {
          read: async () => (await read(id))?.tokens ?? null,
          replace: async (expected, next) => {
            const found = await read(id);
            if (found?.tokens.accessToken !== expected.accessToken) return false;
            // An end is written too before it is deleted: who refreshes at this moment must find that they were late.
            const changed = await record(id, next, found.version + 1);
            if (!(await store.set(await storedId(id), changed, found.version))) return false;
            if (next === null) await store.delete(await storedId(id));
            tell(next === null ? jar.clear(jar.session) : jar.set(jar.session, id, SESSION_SECONDS));
            return true;
          },
        },
      };
    },

    begin: async (request, tokens, tell) => {
      const id = randomText();
      await store.set(await storedId(id), await record(id, tokens, 1), null);
      const before = idOf(request);
      if (before !== '') await store.delete(await storedId(before));
      tell(jar.set(jar.session, id, SESSION_SECONDS));
    },
  };
};

/** A store in memory: for one process, until it ends. */
export const createMemoryStore = (now: () => number = Date.now): SessionStore => {
  const sessions = new Map<string, StoredSession>();

  const forgetExpired = (): void => {
    for (const [id, { expiresAt }] of sessions) if (expiresAt <= now()) sessions.delete(id);
  };

  return {
    get: async (id) => sessions.get(id) ?? null,
    set: async (id, session, expected) => {
      if ((sessions.get(id)?.version ?? null) !== expected) return false;
      if (expected === null) forgetExpired();
      sessions.set(id, session);
      return true;
    },
    delete: async (id) => {
      sessions.delete(id);
    },
  };
};
