import type { Client } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { withCookies, type AppSession, type OpenAppSession } from './app-session.js';
import { isFromThisSite } from './csrf.js';
import { readReturnTo, withParameter } from './return-to.js';
import type { SessionKeeper } from './sessions.js';
import type { PendingSignIn, Transactions } from './transactions.js';

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

interface Answering extends Route {
  readonly answer: (request: Request) => Promise<Response>;
}

interface Dependencies {
  client: Client;
  keeper: SessionKeeper;
  session: OpenAppSession;
  transactions: Transactions;
  redirectUri: URL;
  basePath: string;
  authorizationParameters: Readonly<Record<string, string>>;
  onError: (error: unknown) => void;
}

/** Tokens refreshed for a request must reach the browser, whatever the answer. */
const carrying = (session: AppSession | null, answer: Response): Response => session?.apply(answer) ?? answer;

/** If the Octroi server does not say when to retry. In seconds. */
const RETRY_AFTER = 5;

/** No caching, and no Referer with a code or state in it. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...PRIVATE, ...headers },
  });

const notAuthenticated = (): Response => json(401, { error: 'Not authenticated' });

/** Relative redirects stay relative, because we do not know the app's public URL. */
const redirect = (location: string, cookies: Iterable<string> = []): Response =>
  withCookies(new Response(null, { status: 303, headers: { location, ...PRIVATE } }), cookies);

const isSignedOut = (error: unknown): boolean =>
  error instanceof OctroiError && (error.code === 'invalid_grant' || error.code === 'not_signed_in');

/** Errors that are not Octroi's come from the app's own store, which may recover too. */
const isPassing = (error: unknown): boolean => !(error instanceof OctroiError) || error.retryable;

export const createRoutes = (dependencies: Dependencies) => {
  const { client, keeper, session, transactions, redirectUri, basePath, onError } = dependencies;
  const { origin } = redirectUri;
  const home = `${basePath}/`;
  const path = (name: string): string => `${basePath}${name}`;
  const toHome = (error: string, cookies?: Iterable<string>): Response =>
    redirect(withParameter(home, 'error', error), cookies);

  const start = async (request: Request, parameters: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const { url, transaction } = await client.authorize({ ...dependencies.authorizationParameters, ...parameters });
    const returnTo = readReturnTo(new URL(request.url).searchParams.get('return_to'), origin);
    return redirect(url, await transactions.begin(request, { ...transaction, returnTo }));
  };

  /** The error code shown to a visitor: the server's own if it came with the callback, otherwise a generic one. */
  const errorOf = (error: unknown, query: URLSearchParams): string => {
    if (error instanceof OctroiError) {
      if (error.code === 'missing_parameters' || error.code === 'invalid_state') return error.code;
      if (error.code === query.get('error')) return error.code;
    }
    onError(error);
    return 'server_error';
  };

  const callback = async (request: Request): Promise<Response> => {
    const query = new URL(request.url).searchParams;
    const state = query.get('state');
    let pending: PendingSignIn | null = null;
    const cookies: string[] = [];
    try {
      pending = state === null ? null : await transactions.find(request, state);
      if (pending !== null) cookies.push(transactions.end(pending.state));
      const tokens = await client.callback(`?${query}`, pending);
      await keeper.begin(request, tokens, (line) => cookies.push(line));
      return redirect(withParameter(pending?.returnTo ?? home, 'login', 'success'), cookies);
    } catch (error) {
      return toHome(errorOf(error, query), cookies);
    }
  };

  const infoOf = async (current: AppSession | null): Promise<Response> => {
    try {
      return current === null ? notAuthenticated() : json(200, await current.user());
    } catch (error) {
      if (isSignedOut(error)) return notAuthenticated();
      onError(error);
      if (!isPassing(error)) return json(500, { error: 'Server error' });
      const wait = error instanceof OctroiError ? (error.retryAfter ?? RETRY_AFTER) : RETRY_AFTER;
      return json(503, { error: 'Temporarily unavailable' }, { 'retry-after': String(wait) });
    }
  };

  const userInfo = async (request: Request): Promise<Response> => {
    const current = await session(request);
    return carrying(current, await infoOf(current));
  };

  /** A signed-out user signs in and continues to the top-up page, but only once. */
  const signInForTopup = (hasJustSignedIn: boolean): Response =>
    hasJustSignedIn
      ? toHome('not_signed_in')
      : redirect(withParameter(path('/auth/oauth/start'), 'return_to', path('/auth/oauth/topup')));

  const topup = async (request: Request): Promise<Response> => {
    const hasJustSignedIn = new URL(request.url).searchParams.has('login');
    const current = await session(request);
    try {
      return carrying(current, current === null ? signInForTopup(hasJustSignedIn) : redirect(await current.topupUrl()));
    } catch (error) {
      if (isSignedOut(error)) return carrying(current, signInForTopup(hasJustSignedIn));
      onError(error);
      return carrying(current, toHome(isPassing(error) ? 'temporarily_unavailable' : 'server_error'));
    }
  };

  /** Answers a script with an empty response, and a form with a redirect to the home page. */
  const logout = async (request: Request): Promise<Response> => {
    if (!isFromThisSite(request)) {
      return json(403, { error: 'Send the header X-Octroi-CSRF: 1, so that no other site can sign your users out.' });
    }
    const current = await session(request);
    await current?.signOut();
    const isScript = request.headers.has('x-octroi-csrf');
    const answer = isScript ? new Response(null, { status: 204, headers: PRIVATE }) : redirect(home);
    return carrying(current, answer);
  };

  const callbacks = [...new Set([path('/oauth/callback'), redirectUri.pathname])];
  const all: readonly Answering[] = [
    { method: 'GET', path: path('/auth/oauth/start'), answer: (request) => start(request) },
    ...callbacks.map((each) => ({ method: 'GET', path: each, answer: callback }) as const),
    { method: 'GET', path: path('/api/user/info'), answer: userInfo },
    { method: 'GET', path: path('/auth/oauth/topup'), answer: topup },
    { method: 'POST', path: path('/auth/oauth/logout'), answer: logout },
  ];

  const handle = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const route = all.find((each) => each.path === pathname);
    if (route === undefined) return json(404, { error: 'Not found' });
    if (request.method !== route.method) return json(405, { error: 'Method not allowed' }, { allow: route.method });
    try {
      return await route.answer(request);
    } catch (error) {
      // The app's own store failed, which signs nobody out.
      onError(error);
      return json(503, { error: 'Temporarily unavailable' }, { 'retry-after': String(RETRY_AFTER) });
    }
  };

  return { all, handle, start };
};
