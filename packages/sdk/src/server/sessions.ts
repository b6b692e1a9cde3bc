import { parseObject } from '../core/json.js';
import type { TokenStore } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';

/** The default lifetime of a refresh token, counted from each refresh. In seconds. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** Called with each Set-Cookie line for the response. */
export type TellBrowser = (setCookie: string) => void;

/** The session of a request. */
export interface OpenSession {
  readonly tokens: TokenStore;
  /** The same for all requests that would refresh the same tokens. */
  readonly key: string;
  /** Refreshes unless another process is doing so, and then waits for its result, if the keeper supports that. */
  readonly refreshAlone?: (work: () => Promise<Tokens>) => Promise<Tokens>;
}

/** Keeps sessions between requests. */
export interface SessionKeeper {
  /** Null if the request has no session. */
  open(request: Request, tell: TellBrowser): Promise<OpenSession | null>;
  /** Starts a new session and ends the browser's old one, so that no session id from before the sign-in is valid after it. */
  begin(request: Request, tokens: Tokens, tell: TellBrowser): Promise<void>;
}

/** Omits the id_token, which is needed only at sign-in and is as long as the rest. */
export const formatTokens = (tokens: Tokens & { claimedUntil?: number }): string =>
  JSON.stringify({ ...tokens, idToken: null });

/** Null for anything `formatTokens` did not write. */
export const parseTokens = (text: string | null): Tokens | null => {
  const { accessToken, refreshToken, expiresAt, lifetime, scope } = parseObject(text ?? '') ?? {};
  return typeof accessToken === 'string' &&
    (refreshToken === null || typeof refreshToken === 'string') &&
    typeof expiresAt === 'number' &&
    typeof lifetime === 'number' &&
    typeof scope === 'string'
    ? { accessToken, refreshToken, expiresAt, lifetime, scope, idToken: null }
    : null;
};
