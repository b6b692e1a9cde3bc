import { OctroiError } from '../core/errors.js';
import { toBase64Url, toBytes } from '../core/base64url.js';
import { parseObject } from '../core/json.js';
import { randomText } from '../core/random.js';
import type { Tokens } from '../core/tokens.js';
import { readCookies, type CookieJar } from './cookies.js';
import { createSeal } from './seal.js';
import { formatTokens, parseTokens, SESSION_SECONDS, type SessionKeeper } from './sessions.js';

/** A session in a store. */
export interface StoredSession {
  /** Encrypted; only the browser's cookie can open it. */
  readonly value: string;
  /** Grows by one with each change. */
  readonly version: number;
  /** Milliseconds since the epoch; may be deleted afterwards. */
  readonly expiresAt: number;
}

/**
 * Where an app stores sessions: a table, Redis or the like. `set` must be atomic, so that one of two processes that refresh
 * the same session wins: `UPDATE sessions SET ... WHERE id = ? AND version = ?`, or `INSERT` if `expected` is null.
 */
export interface SessionStore {
  get(id: string): Promise<StoredSession | null>;
  /**
   * Writes the session if the stored one has the version `expected`; null means that none may exist. Otherwise returns
   * false and writes nothing.
   */
  set(id: string, session: StoredSession, expected: number | null): Promise<boolean>;
  delete(id: string): Promise<void>;
}

const PURPOSE = 'session';
/** Longer than a refresh can take: a process that has claimed one and does not finish by then is gone. In milliseconds. */
const CLAIM = 20_000;
/** How often a process checks for another's refresh. In milliseconds. */
const LOOK_AGAIN = 50;

/** A session as read from the store. */
interface Found {
  readonly tokens: Tokens;
  readonly version: number;
  /** Until when a process is refreshing it, in milliseconds since the epoch; 0 if none is. */
  readonly claimedUntil: number;
}

/** Hashed, so that reading the store reveals no id that a browser could send. */
const storedId = async (id: string): Promise<string> =>
  toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', toBytes(id))));

const pause = (duration: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, duration);
  });

const idOf = (request: Request, jar: CookieJar): string => readCookies(request).get(jar.session) ?? '';

/** A session in the store, by the id the browser sent. */
const openEntry = (store: SessionStore, id: string, now: () => number) => {
  const seal = createSeal([id], 'session record');

  const read = async (): Promise<Found | null> => {
    const stored = await store.get(await storedId(id));
    if (stored === null || stored.expiresAt <= now()) return null;
    const text = await seal.open(stored.value, PURPOSE);
    const tokens = parseTokens(text);
    if (tokens === null) return null;
    return { tokens, version: stored.version, claimedUntil: Number(parseObject(text ?? '')?.['claimedUntil'] ?? 0) };
  };

  /**
   * Null tokens end the session. They are written before it is deleted, so that a refresh under way finds that it is
   * too late.
   */
  const write = async (tokens: Tokens | null, expected: number | null, claimedUntil = 0): Promise<boolean> => {
    const value = tokens === null ? '' : await seal.seal(formatTokens({ ...tokens, claimedUntil }), PURPOSE);
    const session = { value, version: (expected ?? 0) + 1, expiresAt: now() + SESSION_SECONDS * 1000 };
    return store.set(await storedId(id), session, expected);
  };

  const replace = async (expected: Tokens, next: Tokens | null): Promise<boolean> => {
    const found = await read();
    if (found?.tokens.accessToken !== expected.accessToken) return false;
    if (!(await write(next, found.version))) return false;
    if (next === null) await store.delete(await storedId(id));
    return true;
  };

  /** The result of a refresh that another process has claimed. */
  const awaitOthers = async ({ tokens }: Found): Promise<Tokens | 'gone'> => {
    for (;;) {
      await pause(LOOK_AGAIN);
      const found = await read();
      if (found !== null && found.tokens.accessToken !== tokens.accessToken) return found.tokens;
      if (found === null || (found.claimedUntil !== 0 && found.claimedUntil <= now())) return 'gone';
      if (found.claimedUntil === 0) {
        throw new OctroiError('temporarily_unavailable', 'The tokens could not be refreshed just now.', {
          status: 503,
        });
      }
    }
  };

  /** Runs `work`, a refresh, unless another process is refreshing; then waits for its result. */
  const refreshAlone = async (work: () => Promise<Tokens>): Promise<Tokens> => {
    for (;;) {
      const found = await read();
      if (found === null) return work();
      if (found.claimedUntil > now()) {
        const theirs = await awaitOthers(found);
        if (theirs !== 'gone') return theirs;
      } else if (await write(found.tokens, found.version, now() + CLAIM)) {
        try {
          return await work();
        } catch (error) {
          // Releases the claim, so that waiting processes need not wait for the timeout.
          const left = await read().catch(() => null);
          if (left !== null && left.claimedUntil !== 0) await write(left.tokens, left.version).catch(() => false);
          throw error;
        }
      }
    }
  };

  return { read, write, replace, refreshAlone };
};

/** Sessions in the app's store; the browser's cookie contains a random id. One refresh at a time across all processes. */
export const createStoredSessions = (jar: CookieJar, store: SessionStore, now: () => number): SessionKeeper => ({
  open: async (request, tell) => {
    const id = idOf(request, jar);
    if (id === '') return null;
    const entry = openEntry(store, id, now);
    if ((await entry.read()) === null) return null;
    return {
      key: id,
      refreshAlone: entry.refreshAlone,
      tokens: {
        read: async () => (await entry.read())?.tokens ?? null,
        replace: async (expected, next) => {
          if (!(await entry.replace(expected, next))) return false;
          tell(next === null ? jar.clear(jar.session) : jar.set(jar.session, id, SESSION_SECONDS));
          return true;
        },
      },
    };
  },

  begin: async (request, tokens, tell) => {
    const id = randomText();
    if (!(await openEntry(store, id, now).write(tokens, null))) {
      throw new Error('The store of sessions did not keep a new session. Its set() must resolve to true when it has.');
    }
    const before = idOf(request, jar);
    if (before !== '') await store.delete(await storedId(before));
    tell(jar.set(jar.session, id, SESSION_SECONDS));
  },
});
