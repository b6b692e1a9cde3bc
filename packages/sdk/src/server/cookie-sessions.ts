import { OctroiError } from '../core/errors.js';
import type { Tokens } from '../core/tokens.js';
import { readCookies, type CookieJar } from './cookies.js';
import type { Seal } from './seal.js';
import { formatTokens, parseTokens, SESSION_SECONDS, type SessionKeeper } from './sessions.js';

/**
 * As long as the server returns the same successor for a used refresh token, because requests under way still carry the
 * old cookie.
 */
const REMEMBER = 60_000;
/** The largest cookie every browser accepts, including name and attributes. */
const MAX_COOKIE_BYTES = 4096;

interface Replacement {
  /** Null if the session has ended. */
  readonly next: Tokens | null;
  readonly at: number;
}

/** The successors of tokens in cookies that browsers may still send. */
const createReplacements = (now: () => number) => {
  const replacements = new Map<string, Replacement>();

  const forgetOld = (): void => {
    for (const [accessToken, { at }] of replacements) {
      if (now() - at < REMEMBER) return;
      replacements.delete(accessToken);
    }
  };

  return {
    latest: (tokens: Tokens): Tokens | null => {
      let current = tokens;
      for (;;) {
        const replacement = replacements.get(current.accessToken);
        if (replacement === undefined) return current;
        if (replacement.next === null) return null;
        current = replacement.next;
      }
    },
    add: (expected: Tokens, next: Tokens | null): void => {
      forgetOld();
      replacements.set(expected.accessToken, { next, at: now() });
    },
  };
};

/**
 * Sessions in an encrypted cookie: nothing is stored on the server. Requests of one process share a refresh here; other
 * processes get the same successor from the Octroi server, for a minute. A browser that loses the answer to a refresh
 * and returns later than that must sign in again; with a store it need not.
 */
export const createCookieSessions = (jar: CookieJar, seal: Seal, now: () => number): SessionKeeper => {
  const replacements = createReplacements(now);

  const lineFor = async (tokens: Tokens | null): Promise<string> => {
    if (tokens === null) return jar.clear(jar.session);
    const line = jar.set(jar.session, await seal.seal(formatTokens(tokens), jar.session), SESSION_SECONDS);
    if (line.length <= MAX_COOKIE_BYTES) return line;
    throw new OctroiError(
      'invalid_response',
      'The tokens are too long for a cookie; give createOctroi a session store.',
    );
  };

  return {
    open: async (request, tell) => {
      const inCookie = parseTokens(await seal.open(readCookies(request).get(jar.session) ?? '', jar.session));
      if (inCookie === null) return null;
      const first = replacements.latest(inCookie);
      if (first === null) return null;
      let told: Tokens | null = inCookie;

      const current = async (): Promise<Tokens | null> => {
        const latest = replacements.latest(inCookie);
        if (latest?.accessToken !== told?.accessToken) {
          told = latest;
          tell(await lineFor(latest));
        }
        return latest;
      };

      return {
        key: first.accessToken,
        tokens: {
          read: current,
          replace: async (expected, next) => {
            if (replacements.latest(inCookie)?.accessToken !== expected.accessToken) return false;
            replacements.add(expected, next);
            await current();
            return true;
          },
        },
      };
    },

    begin: async (_, tokens, tell) => tell(await lineFor(tokens)),
  };
};
