import { OctroiError } from './errors.js';
import { parseJwtPart, type Json } from './json.js';
import { challengeOf, randomText } from './random.js';
import { call, send, type Transport } from './request.js';
import { readTokens, type Tokens } from './tokens.js';

export interface ClientOptions {
  /** The origin of the Octroi server, such as `https://id.example.com`. */
  readonly issuer: string;
  readonly clientId: string;
  /** Only on servers. An app without a secret is public and uses PKCE alone. */
  readonly clientSecret?: string;
  /** Exactly as registered. Never taken from a request. */
  readonly redirectUri: string;
  /** Default `profile balance`. */
  readonly scope?: string;
  /** How long an answer may take, in milliseconds; default 10000. */
  readonly timeout?: number;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What to store, for this browser only, until the user returns. Plain data. */
export interface Transaction {
  readonly state: string;
  readonly verifier: string;
  readonly nonce: string;
}

/** A user and their balance. Fields the user did not grant are absent. */
export interface User {
  /** The stable id to identify the user by. */
  readonly sub: string;
  readonly id?: number | string;
  readonly username?: string;
  /** The same: users have no other name. */
  readonly name?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  /** Total units credited, and units spent. */
  readonly quota?: number;
  readonly used_quota?: number;
  /** The balance in currency, with two decimals: `750.00`. */
  readonly balance_formatted?: string;
  /** Seconds since the epoch. */
  readonly created_time?: number;
  /** 1 enabled, 2 disabled. */
  readonly status?: number;
}

export interface Client {
  readonly issuer: string;
  /**
   * Starts a sign-in: send the browser to `url`, store `transaction` for the callback. At most one click, unless
   * `parameters` sets another `auto_authorize`.
   */
  authorize(parameters?: Readonly<Record<string, string>>): Promise<{ url: string; transaction: Transaction }>;
  /**
   * Completes a sign-in: checks the callback's URL against the transaction and exchanges the code.
   *
   * @throws {OctroiError} missing_parameters, invalid_state, issuer_mismatch, the server's error (access_denied), or
   * what the exchange throws
   */
  callback(url: string | URL, transaction: Transaction | null): Promise<Tokens>;
  /** @throws {OctroiError} invalid_grant if the user must sign in again; other errors may be retried */
  refresh(tokens: Tokens): Promise<Tokens>;
  /** Revokes the tokens (RFC 7009). */
  revoke(tokens: Tokens): Promise<void>;
  /** The user and their balance, as far as granted. @throws {OctroiError} invalid_token */
  userinfo(accessToken: string): Promise<User>;
  /** The URL where this user tops up. Valid for minutes, signs nobody in. @throws {OctroiError} invalid_token */
  topup(accessToken: string): Promise<string>;
  /**
   * Sends a request with an access token to any URL, and returns whatever the answer is. A session's `fetch` checks the
   * origin first.
   */
  send(url: string | URL, init: RequestInit, accessToken: string): Promise<Response>;
}

const DEFAULT_TIMEOUT = 10_000;

const bearer = (accessToken: string, init: RequestInit = {}): RequestInit => {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${accessToken}`);
  return { ...init, headers };
};

/**
 * OpenID Connect Core section 3.1.3.7: issuer, audience, expiry, and that it belongs to this sign-in. The signature is
 * not checked, because it came straight from the server over TLS.
 */
const checkIdToken = (
  idToken: string | null,
  expected: { issuer: string; clientId: string; nonce: string; now: number },
): void => {
  const { iss, aud, nonce, exp, sub } = parseJwtPart((idToken ?? '').split('.')[1] ?? '') ?? {};
  const isForUs = aud === expected.clientId || (Array.isArray(aud) && aud.length === 1 && aud[0] === expected.clientId);
  // Written so that a missing claim fails.
  const isAlive = Number(exp) * 1000 > expected.now;
  if (iss === expected.issuer && isForUs && nonce === expected.nonce && isAlive && typeof sub === 'string') return;
  throw new OctroiError(
    'invalid_id_token',
    'The id_token is missing, has expired, or is for another sign-in, app or server.',
  );
};

/** A user as a server or back end describes them. @throws {OctroiError} invalid_response */
export const readUser = ({ sub, ...claims }: Json): User => {
  if (typeof sub !== 'string') throw new OctroiError('invalid_response', 'The user has no sub.');
  return { ...claims, sub };
};

const includes = (scope: string, word: string): boolean => scope.split(' ').includes(word);

/**
 * An app, as the server knows it. Holds no user or token: one client serves all users.
 *
 * @throws {TypeError} when the issuer is not the URL of a server
 */
export const createClient = (options: ClientOptions): Client => {
  const { clientId, clientSecret, redirectUri, now = Date.now } = options;
  const issuer = new URL(options.issuer).origin;
  if (!issuer.startsWith('http')) throw new TypeError('Octroi: the issuer must be an https URL.');
  const scope = options.scope || 'profile balance';
  const transport: Transport = {
    // Called as a plain function, because browsers' fetch refuses any other `this`.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeout: options.timeout ?? DEFAULT_TIMEOUT,
  };

  const endpoint = (name: string): string => `${issuer}/api/oauth2/${name}`;

  const form = (parameters: Readonly<Record<string, string>>): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams({
      ...parameters,
      client_id: clientId,
      ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    }),
  });

  const token = async (parameters: Readonly<Record<string, string>>, before: Partial<Tokens>): Promise<Tokens> => {
    const askedAt = now();
    return readTokens(await call(transport, endpoint('token'), form(parameters)), before, askedAt);
  };

  const get = (name: string, accessToken: string): Promise<Json> =>
    call(transport, endpoint(name), bearer(accessToken));

  return {
    issuer,

    authorize: async (parameters = {}) => {
      const transaction = { state: randomText(), verifier: randomText(), nonce: randomText() };
      const query = new URLSearchParams({
        auto_authorize: 'true',
        ...parameters,
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope,
        state: transaction.state,
        code_challenge: await challengeOf(transaction.verifier),
        code_challenge_method: 'S256',
        ...(includes(scope, 'openid') ? { nonce: transaction.nonce } : {}),
      });
      return { url: `${endpoint('authorize')}?${query}`, transaction };
    },

    callback: async (url, transaction) => {
      const query = new URL(url, redirectUri).searchParams;
      const [code, error, state] = [query.get('code'), query.get('error'), query.get('state')];
      if (state === null || (code === null && error === null)) {
        throw new OctroiError('missing_parameters', 'The callback has no state, or neither a code nor an error.');
      }
      // Checked first: a response that nobody here requested must not even show its error.
      if (transaction === null || state !== transaction.state) {
        throw new OctroiError(
          'invalid_state',
          'The callback does not belong to a sign-in that started in this browser.',
        );
      }
      if (query.get('iss') !== issuer) {
        throw new OctroiError('issuer_mismatch', 'The callback comes from another server than the one asked.');
      }
      if (error !== null || code === null) {
        throw new OctroiError(error ?? 'invalid_response', query.get('error_description') ?? '', {
          uri: query.get('error_uri') ?? undefined,
        });
      }
      const tokens = await token(
        { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: transaction.verifier },
        { scope },
      );
      // The server says what was granted: with openid, a missing id_token was removed by someone (RFC 6749 section 5.1).
      if (tokens.idToken !== null || includes(tokens.scope, 'openid')) {
        checkIdToken(tokens.idToken, { issuer, clientId, nonce: transaction.nonce, now: now() });
      }
      return tokens;
    },

    refresh: async (tokens) => {
      if (tokens.refreshToken === null) throw new OctroiError('invalid_grant', 'There is no refresh token.');
      return token({ grant_type: 'refresh_token', refresh_token: tokens.refreshToken }, tokens);
    },

    revoke: async (tokens) => {
      await call(transport, endpoint('revoke'), form({ token: tokens.refreshToken ?? tokens.accessToken }));
    },

    userinfo: async (accessToken) => readUser(await get('userinfo', accessToken)),

    topup: async (accessToken) => {
      const { topup_url: url } = await get('topup', accessToken);
      // The browser goes there, and a script URL would run in the app's page.
      if (typeof url !== 'string' || !/^https?:\/\//.test(url)) {
        throw new OctroiError('invalid_response', 'The topup_url in the answer is not a web address.');
      }
      return url;
    },

    send: (url, init, accessToken) => send(transport, url, bearer(accessToken, init)),
  };
};
