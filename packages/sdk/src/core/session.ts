import type { Client, User } from './client.js';
import { OctroiError } from './errors.js';
import { isStale, type Tokens } from './tokens.js';

/** Where one user's tokens are kept. */
export interface TokenStore {
  /** What is there now, whoever wrote it. */
  read(): Promise<Tokens | null>;
  /**
   * Writes `next` if what is there is still `expected` (compare their access tokens), in one step. False when somebody else
   * was first: their tokens are then the ones to use. A store that only one process writes may always say true.
   */
  replace(expected: Tokens, next: Tokens | null): Promise<boolean>;
}

export interface SessionOptions {
  /**
   * Origins besides the server's own that may be sent the access token: those of your APIs that check it.
   */
  readonly allowedOrigins?: readonly string[];
  /**
   * Runs `work` while nobody else of this user refreshes, as far as that can be had: browsers lock across tabs here. Who is
   * late may be given the others' result instead.
   */
  readonly exclusively?: (work: () => Promise<Tokens>) => Promise<Tokens>;
  /** Called when the user has to sign in again, or has signed out here; never while others are kept waiting. */
  readonly onSignedOut?: () => void;
  readonly now?: () => number;
}

/** One user who is signed in. */
export interface Session {
  /** A token that is good now: refreshed when it is about to end, by one request however many ask. */
  accessToken(): Promise<string>;
  /** Replaces the access token now, however long it has left. */
  refresh(): Promise<void>;
  /** The scopes that the user granted, and when the access token expires, in milliseconds since the epoch. */
  granted(): Promise<{ readonly scopes: readonly string[]; readonly expiresAt: number }>;
  user(): Promise<User>;
  topupUrl(): Promise<string>;
  /**
   * `fetch` with the access token, sent once more with a fresh one when the answer is 401 and may mean that the token is at
   * fault. A body that is a stream can be sent only once.
   *
   * @throws {OctroiError} origin_not_allowed
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Forgets the tokens, and ends them at the server if it can be reached. Fails only where the store does. */
  signOut(): Promise<void>;
}

const notSignedIn = (): OctroiError => new OctroiError('not_signed_in', 'Nobody is signed in.');

const isDead = (error: unknown): boolean => error instanceof OctroiError && error.code === 'invalid_grant';
const isRefused = (error: unknown): boolean => error instanceof OctroiError && error.status === 401;

/** Refreshing helps when the token was at fault. Where a page may not read the challenge of another origin, it may have been. */
const blamesToken = ({ status, headers }: Response): boolean =>
  status === 401 && headers.get('www-authenticate')?.includes('invalid_token') !== false;

/** A stream can be sent once. */
const isReplayable = (body: RequestInit['body']): boolean => !(body instanceof ReadableStream);

/**
 * Keeps one user's tokens fresh. Only `invalid_grant` signs out: when the network, the server or the moment is at fault, the
 * user stays signed in and the error says that it is worth trying again.
 */
export const createSession = (client: Client, store: TokenStore, options: SessionOptions = {}): Session => {
  const { now = Date.now, exclusively = (work) => work() } = options;
  const allowed = new Set([client.issuer, ...(options.allowedOrigins ?? []).map((url) => new URL(url).origin)]);
  const jitter = Math.random();
  let refreshing: Promise<Tokens> | null = null;

  const current = async (): Promise<Tokens> => {
    const tokens = await store.read();
    if (tokens === null) throw notSignedIn();
    return tokens;
  };

  /** What others wrote meanwhile counts, and is not refreshed again. */
  const refreshOnce = async (spent: Tokens): Promise<Tokens> => {
    const tokens = await current();
    if (tokens.accessToken !== spent.accessToken) return tokens;
    try {
      const next = await client.refresh(tokens);
      return (await store.replace(tokens, next)) ? next : await current();
    } catch (error) {
      if (!isDead(error)) throw error;
      // Dead, unless somebody else has just refreshed it.
      if (!(await store.replace(tokens, null))) return current();
      throw error;
    }
  };

  const refresh = (spent: Tokens): Promise<Tokens> => {
    refreshing ??= exclusively(() => refreshOnce(spent))
      .catch((error: unknown) => {
        if (isDead(error)) options.onSignedOut?.();
        throw error;
      })
      .finally(() => {
        refreshing = null;
      });
    return refreshing;
  };

  const fresh = async (): Promise<Tokens> => {
    const tokens = await current();
    if (!isStale(tokens, now(), jitter)) return tokens;
    try {
      return await refresh(tokens);
    } catch (error) {
      // It still works for a while: the next call tries again.
      if (error instanceof OctroiError && error.retryable && now() < tokens.expiresAt) return tokens;
      throw error;
    }
  };

  const withToken = async <T>(ask: (accessToken: string) => Promise<T>): Promise<T> => {
    const tokens = await fresh();
    try {
      return await ask(tokens.accessToken);
    } catch (error) {
      if (!isRefused(error)) throw error;
      return ask((await refresh(tokens)).accessToken);
    }
  };

  return {
    accessToken: async () => (await fresh()).accessToken,
    refresh: async () => {
      await refresh(await current());
    },
    granted: async () => {
      const { scope, expiresAt } = await current();
      return { scopes: scope.split(' ').filter((name) => name !== ''), expiresAt };
    },
    user: () => withToken((accessToken) => client.userinfo(accessToken)),
    topupUrl: () => withToken((accessToken) => client.topup(accessToken)),

    fetch: async (url, init = {}) => {
      const { origin } = new URL(url);
      if (!allowed.has(origin)) {
        throw new OctroiError('origin_not_allowed', `The access token is not for ${origin}; see allowedOrigins.`);
      }
      const tokens = await fresh();
      const response = await client.send(url, init, tokens.accessToken);
      if (!blamesToken(response) || !isReplayable(init.body)) return response;
      await response.body?.cancel();
      return client.send(url, init, (await refresh(tokens)).accessToken);
    },

    signOut: async () => {
      let tokens = await store.read();
      // Who is refreshing at this moment does not sign the user in again.
      while (tokens !== null && !(await store.replace(tokens, null))) tokens = await store.read();
      if (tokens === null) return;
      await client.revoke(tokens).catch(() => {});
      options.onSignedOut?.();
    },
  };
};
