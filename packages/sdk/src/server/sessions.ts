import { parseObject } from '../core/json.js';
import type { TokenStore } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';

/** As long as a refresh token lives unless the operator says otherwise, counted from each refresh. In seconds. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** Is called with each Set-Cookie line that the answer to the request has to carry. */
export type TellBrowser = (setCookie: string) => void;

/** The session that a request belongs to. */
export interface OpenSession {
  readonly tokens: TokenStore;
  /** The same for all requests that would refresh the same tokens. */
  readonly key: string;
  /** Does a refresh unless another process is doing it, whose result is then waited for; where processes can tell. */
  readonly refreshAlone?: (work: () => Promise<Tokens>) => Promise<Tokens>;
}

/** Where sessions are kept between requests. */
export interface SessionKeeper {
  /** Null when the request belongs to none. */
  open(request: Request, tell: TellBrowser): Promise<OpenSession | null>;
  /** A new session, and the end of the one this browser had: nothing known before the sign-in is worth anything after it. */
  begin(request: Request, tokens: Tokens, tell: TellBrowser): Promise<void>;
}

/** The id_token has done its work at the sign-in, and is as long as all the rest. */
export const formatTokens = (tokens: Tokens & { claimedUntil?: number }): string =>
  JSON.stringify({ ...tokens, idToken: null });

/** Null for what `formatTokens` did not write. */
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
