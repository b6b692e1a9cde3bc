/**
 * Every request this app makes of Octroi, in plain HTTP. Nothing here throws for what the network or the server does:
 * each call ends in a `Result`, and what went wrong is one of a few causes the app can act on.
 */

export interface OctroiClientOptions {
  /** Origin of the authorization server, exactly as it calls itself: the `iss` of its answers (RFC 9207). */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly fetch: typeof fetch;
  /** Milliseconds until a request that has not been answered in full counts as `unreachable`. */
  readonly timeout: number;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What the user granted, which may be less than what was asked for. */
  readonly scopes: readonly string[];
}

/** The userinfo answer. What the user did not grant is absent. */
export interface UserInfo {
  readonly [claim: string]: unknown;
  readonly username: string;
  readonly email?: string | null;
  readonly balance_formatted?: string;
}

/**
 * - `unreachable`: no answer in time, or a server in trouble (5xx, 429). It will pass: keep the tokens.
 * - `unauthorized`: the access token is not accepted (401). Refresh it.
 * - `ended`: the grant is gone (`invalid_grant`). The user has to sign in again.
 * - `refused`: anything else; a mistake in this app or its registration.
 */
export type Cause = 'unreachable' | 'unauthorized' | 'ended' | 'refused';

export interface Failure {
  readonly ok: false;
  readonly cause: Cause;
  /** For the developer's log, never for the page. */
  readonly detail: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | Failure;

export interface OctroiClient {
  /** Where to send the browser (RFC 6749 4.1.1, RFC 7636 4.3). */
  authorizeUrl(request: { state: string; codeChallenge: string; autoAuthorize: boolean }): string;
  /** Exchanges an authorization code (RFC 6749 4.1.3, RFC 7636 4.5). */
  exchangeCode(code: string, codeVerifier: string): Promise<Result<Tokens>>;
  /** Exchanges a refresh token (RFC 6749 6). The answer's refresh token replaces it. */
  refresh(tokens: Tokens): Promise<Result<Tokens>>;
  userInfo(accessToken: string): Promise<Result<UserInfo>>;
  /** A short-lived address at which this user can top up. */
  topUpUrl(accessToken: string): Promise<Result<string>>;
  /** Ends a refresh token and the access tokens that came of it (RFC 7009). */
  revoke(refreshToken: string): Promise<Result<null>>;
}

const SCOPE = 'profile balance';

export const createOctroiClient = (options: OctroiClientOptions): OctroiClient => {
  const endpoint = (name: string): URL => new URL(`/api/oauth2/${name}`, options.issuer);

  /** Sends one request, reads its answer whole, and lets `read` say whether a 200 has the shape it should. */
  const send = async <T>(url: URL, init: RequestInit, read: (body: unknown) => T | undefined): Promise<Result<T>> => {
    const failed = (cause: Cause, detail: string): Result<T> => ({
      ok: false,
      cause,
      detail: `${url.pathname}: ${detail}`,
    });
    try {
      // A redirect is never followed: it could carry the client secret to another host.
      const response = await options.fetch(url, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeout),
      });
      const body = parseJson(await response.text());
      if (response.ok) {
        const value = read(body);
        return value === undefined
          ? failed('refused', 'an answer without the fields it should have')
          : { ok: true, value };
      }
      return failed(causeOf(response.status, body), `${response.status} ${describe(body)}`);
    } catch (error) {
      return failed('unreachable', String(error));
    }
  };

  const postForm = <T>(
    name: string,
    form: Record<string, string>,
    read: (body: unknown) => T | undefined,
  ): Promise<Result<T>> => {
    const credentials = { client_id: options.clientId, client_secret: options.clientSecret };
    return send(endpoint(name), { method: 'POST', body: new URLSearchParams({ ...form, ...credentials }) }, read);
  };

  const getAs = <T>(accessToken: string, name: string, read: (body: unknown) => T | undefined): Promise<Result<T>> =>
    send(endpoint(name), { headers: { authorization: `Bearer ${accessToken}` } }, read);

  return {
    authorizeUrl: ({ state, codeChallenge, autoAuthorize }) => {
      const url = endpoint('authorize');
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: options.clientId,
        redirect_uri: options.redirectUri,
        scope: SCOPE,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        // One click at most; or else the full page, even for a user who has allowed this app before.
        ...(autoAuthorize ? { auto_authorize: 'true' } : { prompt: 'consent' }),
      }).toString();
      return url.href;
    },
    exchangeCode: (code, codeVerifier) =>
      postForm(
        'token',
        { grant_type: 'authorization_code', code, redirect_uri: options.redirectUri, code_verifier: codeVerifier },
        (body) => readTokens(body, { scopes: SCOPE.split(' ') }),
      ),
    refresh: (tokens) =>
      postForm('token', { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }, (body) =>
        readTokens(body, tokens),
      ),
    userInfo: (accessToken) => getAs(accessToken, 'userinfo', (body) => (isUserInfo(body) ? body : undefined)),
    topUpUrl: (accessToken) => getAs(accessToken, 'topup', readTopUpUrl),
    revoke: (refreshToken) => postForm('revoke', { token: refreshToken, token_type_hint: 'refresh_token' }, () => null),
  };
};

const causeOf = (status: number, body: unknown): Cause => {
  if (status >= 500 || status === 429) return 'unreachable';
  if (isRecord(body) && body['error'] === 'invalid_grant') return 'ended';
  // A 401 whose error is invalid_client is about this app's secret; refreshing would not help.
  return status === 401 && !(isRecord(body) && body['error'] === 'invalid_client') ? 'unauthorized' : 'refused';
};

/** Reads a token answer (RFC 6749 5.1), which may leave out what has not changed. */
const readTokens = (
  body: unknown,
  before: { readonly scopes: readonly string[]; readonly refreshToken?: string },
): Tokens | undefined => {
  if (!isRecord(body)) return undefined;
  const { access_token: accessToken, token_type: type, expires_in: lifetime } = body;
  const { refresh_token: refreshToken = before.refreshToken, scope = before.scopes.join(' ') } = body;
  if (!isText(accessToken) || !isText(refreshToken) || typeof scope !== 'string') return undefined;
  if (!isText(type) || type.toLowerCase() !== 'bearer') return undefined;
  if (typeof lifetime !== 'number' || !(lifetime > 0)) return undefined;
  const scopes = scope.split(' ').filter((name) => name !== '');
  return { accessToken, refreshToken, expiresAt: Date.now() + lifetime * 1000, scopes };
};

const readTopUpUrl = (body: unknown): string | undefined => {
  const url = isRecord(body) && isText(body['topup_url']) ? URL.parse(body['topup_url']) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
};

const isUserInfo = (body: unknown): body is UserInfo =>
  isRecord(body) &&
  isText(body['username']) &&
  (body['email'] === undefined || body['email'] === null || typeof body['email'] === 'string') &&
  (body['balance_formatted'] === undefined || typeof body['balance_formatted'] === 'string');

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The OAuth error and its explanation, on one line. */
const describe = (body: unknown): string =>
  isRecord(body) ? JSON.stringify([body['error'], body['error_description']]) : '(no JSON)';
