import { randomUUID } from 'node:crypto';
import type { Context, Handler } from 'hono';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';
import { CLOSING } from './body.js';
import type { RequestEnv } from './env.js';
import type { LimitFailures } from './failure-limits.js';
import { methodNotAllowed, oauthErrorBody, retryAfter, toOAuthError } from './oauth-response.js';
import type { NoteRequest } from './request-notes.js';
import { HSTS } from './transport-security.js';

type Headers = Readonly<Record<string, string>>;

/** What an endpoint answers when all went well. */
export interface Answer {
  /** 200 unless told. */
  status?: number;
  /** JSON; null for an answer without content. */
  body: object | null;
  headers: Headers;
}

export interface OAuthEndpoint {
  issuer: string;
  log: Log;
  methods: readonly ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE')[];
  /** Headers that an error of this endpoint carries, such as its challenge. */
  errorHeaders?: (error: OAuthError, c: Context<RequestEnv>) => Headers;
  /** Of an endpoint at which a client proves who it is, or presents a grant. */
  limitFailures?: LimitFailures;
  /** Told of each request that has been answered. */
  note?: NoteRequest;
  /** @throws {OAuthError} which becomes the answer */
  handle(c: Context<RequestEnv>): Promise<Answer>;
}

export const NO_STORE: Headers = { 'cache-control': 'no-store' };
/** Of an answer with secrets in it: both, as RFC 6749 section 5.1 has it. */
export const UNCACHED: Headers = { ...NO_STORE, pragma: 'no-cache' };

const JSON_CONTENT: Headers = { 'content-type': 'application/json' };

/**
 * Open to every origin, without credentials: nothing here looks at cookies, and browsers may not send any (design
 * decision 2).
 */
const OPEN_TO_ALL: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'X-Request-Id, WWW-Authenticate, Retry-After',
};

const preflightAnswer = (methods: readonly string[], requestId: string): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': 'Authorization, Content-Type, DPoP',
      'access-control-max-age': '7200',
      'x-request-id': requestId,
    },
  });

/** A client that failed to authenticate learns how to (RFC 6749 section 5.2). */
const basicChallenge = (error: OAuthError, issuer: string): Headers =>
  error.code === 'invalid_client' && error.status === 401
    ? { 'www-authenticate': `Basic realm="${issuer}", charset="UTF-8"` }
    : {};

/**
 * An address that programs call: its methods, CORS, request id, and errors as RFC 6749 section 5.2 has them in every case.
 * One handler with plain headers, since these are the busiest addresses there are.
 */
export const oauthEndpoint = (endpoint: OAuthEndpoint): Handler<RequestEnv> => {
  const { issuer, log, methods, errorHeaders, limitFailures, note } = endpoint;
  const always: Headers = { ...OPEN_TO_ALL, ...(issuer.startsWith('https:') ? HSTS : {}) };
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;

  /** What went wrong, and for whom that happened too often that they should wait. */
  const errorOf = async (c: Context<RequestEnv>, thrown: unknown, requestId: string): Promise<OAuthError> => {
    const error = toOAuthError(thrown, log, requestId);
    if (limitFailures === undefined) return error;
    try {
      return await limitFailures(c, error);
    } catch (uncounted) {
      return toOAuthError(uncounted, log, requestId);
    }
  };

  const answerError = (c: Context<RequestEnv>, error: OAuthError, requestId: string): Response => {
    return new Response(JSON.stringify(oauthErrorBody(issuer, error)), {
      status: error.status,
      headers: {
        ...always,
        ...JSON_CONTENT,
        ...NO_STORE,
        'x-request-id': requestId,
        ...basicChallenge(error, issuer),
        ...retryAfter(error),
        ...(error.status === 405 ? { allow: allow.join(', ') } : {}),
        ...(error.status === 413 ? CLOSING : {}),
        ...errorHeaders?.(error, c),
      },
    });
  };

  return async (c) => {
    const { method } = c.req;
    const requestId = randomUUID();
    if (method === 'OPTIONS') return preflightAnswer(methods, requestId);
    try {
      if (!allow.some((allowed) => allowed === method)) throw methodNotAllowed(methods);
      const { status = 200, body, headers } = await endpoint.handle(c);
      note?.(c, requestId, null);
      return body === null
        ? new Response(null, { status, headers: { ...always, 'x-request-id': requestId, ...headers } })
        : new Response(JSON.stringify(body), {
            status,
            headers: { ...always, ...JSON_CONTENT, 'x-request-id': requestId, ...headers },
          });
    } catch (thrown) {
      const error = await errorOf(c, thrown, requestId);
      note?.(c, requestId, error);
      return answerError(c, error, requestId);
    }
  };
};
