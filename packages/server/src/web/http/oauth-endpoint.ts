import { randomUUID } from 'node:crypto';
import type { Context, Handler } from 'hono';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';
import type { METHODS } from './allowed-methods.js';
import type { RequestEnv } from './env.js';
import { everyAnswer } from './every-answer.js';
import type { LimitFailures } from './failure-limits.js';
import { methodNotAllowed, oauthErrorBody, retryAfter, toOAuthError } from './oauth-response.js';
import type { NoteRequest, RequestNotes } from './request-notes.js';

type Headers = Readonly<Record<string, string>>;

/** A successful answer. */
export interface Answer {
  /** Default 200. */
  status?: number;
  /** JSON; null for no content. */
  body: object | null;
  headers: Headers;
}

/** What every endpoint for programs needs. */
export interface EndpointNeeds {
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
}

export interface OAuthEndpoint {
  issuer: string;
  log: Log;
  methods: readonly (typeof METHODS)[number][];
  /** Additional headers of this endpoint's errors, such as a challenge. */
  errorHeaders?: (error: OAuthError, c: Context<RequestEnv>) => Headers;
  /** For endpoints where a client authenticates or presents a grant. */
  limitFailures?: LimitFailures;
  /** Called after each answered request. */
  note?: NoteRequest;
  /** @throws {OAuthError} sent as the answer */
  handle(c: Context<RequestEnv>): Promise<Answer>;
}

export const NO_STORE: Headers = { 'cache-control': 'no-store' };
/** For answers that contain secrets; RFC 6749 section 5.1 requires both headers. */
export const UNCACHED: Headers = { ...NO_STORE, pragma: 'no-cache' };

const JSON_CONTENT: Headers = { 'content-type': 'application/json' };

/**
 * CORS for every origin, without credentials: these endpoints read no cookies, and browsers may send none (design
 * decision 2).
 */
const OPEN_TO_ALL: Headers = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'X-Request-Id, WWW-Authenticate, Retry-After',
};

/** Names of headers, separated by commas. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(?: *, *[\w!#$%&'*+.^`|~-]+)*$/;
const MAX_HEADER_NAMES = 1000;
const READ_HEADERS: readonly string[] = ['Authorization', 'Content-Type', 'DPoP'];

/**
 * The headers that the script wants to send: tools add their own, for tracing, and browsers would not send the request. We
 * ignore those. `*` would not do, because it does not include Authorization (Fetch standard section 4.8).
 */
const allowedHeaders = (asked = ''): string => {
  const named = asked.length <= MAX_HEADER_NAMES && HEADER_NAMES.test(asked) ? asked.split(/ *, */) : [];
  const ours = new Set(READ_HEADERS.map((name) => name.toLowerCase()));
  return [...READ_HEADERS, ...named.filter((name) => !ours.has(name.toLowerCase()))].join(', ');
};

const preflightAnswer = (methods: readonly string[], always: Headers, asked: string | undefined): Response =>
  new Response(null, {
    status: 204,
    headers: {
      ...always,
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': allowedHeaders(asked),
      vary: 'Access-Control-Request-Headers',
      'access-control-max-age': '7200',
    },
  });

/** Tells a client that failed to authenticate how to (RFC 6749 section 5.2). */
const basicChallenge = (error: OAuthError, issuer: string): Headers =>
  error.code === 'invalid_client' && error.status === 401
    ? { 'www-authenticate': `Basic realm="${issuer}", charset="UTF-8"` }
    : {};

/**
 * An endpoint for programs: methods, CORS, request id, and errors in the form of RFC 6749 section 5.2 whatever happens.
 * One handler with plain headers, because these are the busiest endpoints.
 */
export const oauthEndpoint = (endpoint: OAuthEndpoint): Handler<RequestEnv> => {
  const { issuer, log, methods, errorHeaders, limitFailures, note } = endpoint;
  const always: Headers = { ...OPEN_TO_ALL, ...everyAnswer(issuer) };
  const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;

  /** The error to answer with, after counting it against the limits. */
  const errorOf = async (c: Context<RequestEnv>, thrown: unknown, requestId: string): Promise<OAuthError> => {
    const error = toOAuthError(thrown, log, requestId);
    if (limitFailures === undefined) return error;
    try {
      return await limitFailures(c, error);
    } catch (uncounted) {
      return toOAuthError(uncounted, log, requestId);
    }
  };

  const answerError = (c: Context<RequestEnv>, error: OAuthError, requestId: string): Response =>
    new Response(JSON.stringify(oauthErrorBody(issuer, error)), {
      status: error.status,
      headers: {
        ...always,
        ...JSON_CONTENT,
        ...NO_STORE,
        'x-request-id': requestId,
        ...basicChallenge(error, issuer),
        ...retryAfter(error),
        ...(error.status === 405 ? { allow: allow.join(', ') } : {}),
        ...errorHeaders?.(error, c),
      },
    });

  return async (c) => {
    const { method } = c.req;
    const requestId = randomUUID();
    if (method === 'OPTIONS') {
      const asked = c.req.header('access-control-request-headers');
      return preflightAnswer(methods, { ...always, 'x-request-id': requestId }, asked);
    }
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
