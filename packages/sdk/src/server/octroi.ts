import { createClient, type Client } from '../core/client.js';
import { createAppSessions, type AppSession } from './app-session.js';
import { createCookieSessions } from './cookie-sessions.js';
import { createCookieJar } from './cookies.js';
import { readOptions, type OctroiOptions } from './options.js';
import { createRoutes, type Route } from './routes.js';
import { createSeal } from './seal.js';
import { createStoredSessions } from './stored-sessions.js';
import { createTransactions } from './transactions.js';

/** An app's side of the sign-in. */
export interface Octroi {
  /** Answers the routes below, and everything else with 404. Never throws. */
  readonly handler: (request: Request) => Promise<Response>;
  /**
   * Sends the user to sign in, like `GET /auth/oauth/start`, with additional parameters for this sign-in, such as
   * `prompt: 'consent'`.
   */
  start(request: Request, parameters?: Readonly<Record<string, string>>): Promise<Response>;
  /** The methods and paths that the handler answers. */
  readonly routes: readonly Route[];
  /** Whether the handler answers this path, whatever the method. */
  handles(path: string): boolean;
  /**
   * The session of the signed-in user, for the app's own routes, or null. Add the session's `headers()` to the
   * response, or pass the response through `apply`.
   *
   * @param tell is called with each `Set-Cookie` line, for frameworks that write the response step by step
   */
  session(request: Request, tell?: (setCookie: string) => void): Promise<AppSession | null>;
  /** The app's origin, from its redirect URI, never from a request. */
  readonly origin: string;
  /** The protocol client, for what the routes do not cover. */
  readonly client: Client;
}

/**
 * The routes are those of the platform's guide:
 *
 *     GET  /auth/oauth/start    starts the sign-in; ?return_to=/path is where to go afterwards
 *     GET  /oauth/callback      the redirect URI; continues to /?login=success or /?error=...
 *     GET  /api/user/info       the user as JSON; 401 if nobody is signed in, 503 if the server is unavailable
 *     GET  /auth/oauth/topup    redirects to the top-up page
 *     POST /auth/oauth/logout   ends the session here and revokes its tokens at the server
 *
 * @throws {TypeError} when an option is missing or wrong
 */
export const createOctroi = (options: OctroiOptions): Octroi => {
  const { redirectUri, secrets, basePath, onError } = readOptions(options);
  const { sessions: store, allowedOrigins = [], authorizationParameters = {}, now = Date.now } = options;
  const client = createClient(options);
  const jar = createCookieJar(redirectUri);
  const seal = createSeal(secrets, `${client.issuer} ${options.clientId}`);
  const keeper = store === undefined ? createCookieSessions(jar, seal, now) : createStoredSessions(jar, store, now);
  const session = createAppSessions({ client, keeper, allowedOrigins, now });
  const routes = createRoutes({
    client,
    keeper,
    session,
    transactions: createTransactions(jar, seal, now),
    redirectUri,
    basePath,
    authorizationParameters,
    onError,
  });
  return {
    client,
    session,
    origin: redirectUri.origin,
    routes: routes.all,
    handles: (path) => routes.all.some((route) => route.path === path),
    handler: routes.handle,
    start: routes.start,
  };
};
