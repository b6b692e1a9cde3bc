import type { Client, User } from './client.js';
import { OctroiError } from './errors.js';
import { isStale, type Tokens } from './tokens.js';

/** Where one user's tokens are stored. */
export interface TokenStore {
  /** The current tokens, whoever wrote them. */
  read(): Promise<Tokens | null>;
  /**
   * Atomically writes `next` if the current tokens are still `expected` (compare the access tokens). False if somebody
   * else was first; then use their tokens. A store with a single writer may always return true.
   */
  replace(expected: Tokens, next: Tokens | null): Promise<boolean>;
}

export interface SessionOptions {
  /** Origins besides the server's that may receive the access token: those of your APIs that check it. */
  readonly allowedOrigins?: readonly string[];
  /**
   * Runs `work` while nobody else refreshes this user's tokens, as far as possible; in browsers a lock across tabs. A
   * latecomer may be given the other's result instead.
   */
  readonly exclusively?: (work: () => Promise<Tokens>) => Promise<Tokens>;
  /** Called when the user must sign in again, or has signed out here; does not hold up other calls. */
  readonly onSignedOut?: () => void;
  readonly now?: () => number;
}

/** A signed-in user. */
export interface Session {
  /** A valid token, refreshed if it is about to expire, with one request however many callers ask. */
  accessToken(): Promise<string>;
  /** Replaces the access token now, even if it is still valid. */
  refresh(): Promise<void>;
  /** The granted scopes, and when the access token expires, in milliseconds since the epoch. */
  granted(): Promise<{ readonly scopes: readonly string[]; readonly expiresAt: number }>;
  user(): Promise<User>;
  topupUrl(): Promise<string>;
  /**
   * `fetch` with the access token. After a 401 that may be the token's fault, retries once with a fresh one, unless the
   * body is a stream.
   *
   * @throws {OctroiError} origin_not_allowed
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Forgets the tokens, and revokes them at the server if it is reachable. Fails only if the store does. */
  signOut(): Promise<void>;
}

const notSignedIn = (): OctroiError => new OctroiError('not_signed_in', 'Nobody is signed in.');

const isDead = (error: unknown): boolean => error instanceof OctroiError && error.code === 'invalid_grant';
const isRefused = (error: unknown): boolean => error instanceof OctroiError && error.status === 401;

/** Whether refreshing may help. Pages may be unable to read another origin's challenge, so a missing one counts as yes. */
const blamesToken = ({ status, headers }: Response): boolean =>
  status === 401 && headers.get('www-authenticate')?.includes('invalid_token') !== false;

/** A stream can be sent only once. */
const isReplayable = (body: RequestInit['body']): boolean => !(body instanceof ReadableStream);

/**
 * Keeps one user's tokens fresh. Only `invalid_grant` signs out: after network, server and temporary errors the user
 * stays signed in, and the error is retryable.
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

  /** Tokens that others wrote meanwhile are used, not refreshed again. */
  const refreshOnce = async (spent: Tokens): Promise<Tokens> => {
    const tokens = await current();
    if (tokens.accessToken !== spent.accessToken) return tokens;
    try {
      const next = await client.refresh(tokens);
      return (await store.replace(tokens, next)) ? next : await current();
    } catch (error) {
      if (!isDead(error)) throw error;
      // Invalid, unless somebody else has just refreshed it.
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
      // The token is still valid for a while, and the next call tries again.
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
      // A refresh under way must not sign the user in again.
      while (tokens !== null && !(await store.replace(tokens, null))) tokens = await store.read();
      if (tokens === null) return;
      await client.revoke(tokens).catch(() => {});
      options.onSignedOut?.();
    },
  };
};
