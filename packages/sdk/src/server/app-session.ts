import type { Client } from '../core/client.js';
import { createSession, type Session } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';
import type { SessionKeeper, TellBrowser } from './sessions.js';

/** A signed-in user in one request to the app. */
export interface AppSession extends Session {
  /**
   * The `Set-Cookie` lines that the answer has to carry: tokens may have been refreshed since the request came. Ask for them
   * last.
   */
  headers(): Headers;
  /** The answer with these lines. */
  apply(response: Response): Response;
}

export interface AppSessionOptions {
  readonly client: Client;
  readonly keeper: SessionKeeper;
  readonly allowedOrigins: readonly string[];
  readonly now: () => number;
}

/** Opens the session of a request. `tell` learns each Set-Cookie line as it comes to be. */
export type OpenAppSession = (request: Request, tell?: TellBrowser) => Promise<AppSession | null>;

/** A copy that can be changed: headers of an answer that came from elsewhere cannot. */
export const withCookies = (response: Response, lines: Iterable<string>): Response => {
  const changed = new Response(response.body, response);
  for (const line of lines) changed.headers.append('set-cookie', line);
  return changed;
};

/** Sessions of one process: requests that come at once share one refresh. */
export const createAppSessions = ({ client, keeper, allowedOrigins, now }: AppSessionOptions): OpenAppSession => {
  const refreshes = new Map<string, Promise<Tokens>>();

  const share = async (key: string, work: () => Promise<Tokens>): Promise<Tokens> => {
    const underWay = refreshes.get(key);
    if (underWay !== undefined) return underWay;
    const refresh = work().finally(() => refreshes.delete(key));
    refreshes.set(key, refresh);
    return refresh;
  };

  return async (request, tell) => {
    const lines: string[] = [];
    const open = await keeper.open(request, (line) => {
      lines.push(line);
      tell?.(line);
    });
    if (open === null) return null;
    const session = createSession(client, open.tokens, {
      allowedOrigins,
      now,
      exclusively: async (work) => {
        try {
          return await share(open.key, () => open.refreshAlone?.(work) ?? work());
        } finally {
          // This browser, too, is told what another request's refresh has changed.
          await open.tokens.read();
        }
      },
    });
    return {
      ...session,
      headers: () => new Headers(lines.map((line) => ['set-cookie', line] as [string, string])),
      apply: (response) => (lines.length === 0 ? response : withCookies(response, lines)),
    };
  };
};
