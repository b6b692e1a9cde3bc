import type { Client } from '../core/client.js';
import { createSession, type Session } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';
import type { SessionKeeper, TellBrowser } from './sessions.js';

/** The signed-in user of one request to the app. */
export interface AppSession extends Session {
  /**
   * The `Set-Cookie` lines to add to the response, because tokens may have been refreshed during the request. Call it last.
   */
  headers(): Headers;
  /** The response with these lines. */
  apply(response: Response): Response;
}

export interface AppSessionOptions {
  readonly client: Client;
  readonly keeper: SessionKeeper;
  readonly allowedOrigins: readonly string[];
  readonly now: () => number;
}

/** Opens a request's session. `tell` is called with each Set-Cookie line. */
export type OpenAppSession = (request: Request, tell?: TellBrowser) => Promise<AppSession | null>;

/** A copy, because the headers of a fetched response cannot be changed. */
export const withCookies = (response: Response, lines: Iterable<string>): Response => {
  const changed = new Response(response.body, response);
  for (const line of lines) changed.headers.append('set-cookie', line);
  return changed;
};

/** The sessions of one process: concurrent requests share one refresh. */
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
          // This browser also needs the cookie if another request refreshed.
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
