import type { Context, ErrorHandler, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { UnavailableError } from '../kernel/unavailable.js';
import type { Log } from '../kernel/log.js';
import { OAuthError } from '../protocol/errors.js';
import type { RequestEnv } from './env.js';

/** RFC 6749 section 5.2, with the page that explains the code. */
export interface OAuthErrorBody {
  error: string;
  error_description: string;
  error_uri: string;
}

/** The page of our documentation that explains an error code. */
export const errorUri = (issuer: string, code: string): string => `${issuer}/docs/errors#${code}`;

export const oauthErrorBody = (issuer: string, error: OAuthError): OAuthErrorBody => ({
  error: error.code,
  error_description: error.description,
  error_uri: errorUri(issuer, error.code),
});

/** Whatever was thrown, as the OAuth error its client should see. What nobody foresaw is logged, and told to nobody. */
export const toOAuthError = (error: unknown, log: Log, requestId: string): OAuthError => {
  if (error instanceof OAuthError) {
    log.debug({ requestId, error: error.code, reason: error.description, detail: error.detail });
    return error;
  }
  if (error instanceof UnavailableError) {
    log.warn({ requestId, err: error });
    return new OAuthError('temporarily_unavailable', 'A part of this service does not answer. Try again shortly.', {
      status: 503,
      retryAfterSeconds: error.retryAfterSeconds,
      cause: error,
    });
  }
  log.error({ requestId, err: error });
  return new OAuthError('server_error', 'An unexpected error happened. The operator finds it by the request id.', {
    status: 500,
    cause: error,
  });
};

/** Answers an OAuth endpoint's error as JSON: RFC 6749 section 5.2 in every case. */
export const answerOAuthError = (c: Context<RequestEnv>, error: OAuthError, issuer: string): Response => {
  c.header('cache-control', 'no-store');
  if (error.retryAfterSeconds !== undefined) c.header('retry-after', String(error.retryAfterSeconds));
  if (error.code === 'invalid_client' && error.status === 401) {
    c.header('www-authenticate', `Basic realm="${issuer}", charset="UTF-8"`);
  }
  return c.json(oauthErrorBody(issuer, error), error.status as ContentfulStatusCode);
};

export const oauthErrorHandler =
  (issuer: string, log: Log): ErrorHandler<RequestEnv> =>
  (error, c) =>
    answerOAuthError(c, toOAuthError(error, log, c.get('requestId')), issuer);

/**
 * Open to every origin, without credentials: nothing here looks at cookies, and browsers may not send any (design
 * decision 2).
 */
export const openCors =
  (...methods: readonly string[]): MiddlewareHandler =>
  async (c, next) => {
    if (c.req.method === 'OPTIONS') {
      return c.body(null, 204, {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': methods.join(', '),
        'access-control-allow-headers': 'Authorization, Content-Type',
        'access-control-max-age': '7200',
      });
    }
    c.header('access-control-allow-origin', '*');
    c.header('access-control-expose-headers', 'X-Request-Id, WWW-Authenticate, Retry-After');
    return next();
  };

/** The last handler of a path: every other method gets 405 and learns which ones there are (RFC 9110 section 15.5.6). */
export const onlyMethods =
  (...methods: readonly string[]): MiddlewareHandler =>
  (c) => {
    c.header('allow', methods.join(', '));
    throw new OAuthError('invalid_request', `This endpoint takes ${methods.join(' and ')} only.`, { status: 405 });
  };

/** Credentials and tokens in a URL end up in logs and histories (RFC 6749 section 2.3.1, RFC 6750 section 5.3). */
export const refuseQuery = (c: Context): void => {
  if (c.req.url.includes('?')) {
    throw new OAuthError('invalid_request', 'Parameters belong in the body of this request, not in its URL.');
  }
};
