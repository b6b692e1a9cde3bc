import { ConditionEndedError } from '../../kernel/condition.js';
import { GoneError } from '../../kernel/gone.js';
import { UnavailableError } from '../../kernel/unavailable.js';
import type { Log } from '../../kernel/log.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';

/** The documentation page of an error code. */
export const errorUri = (issuer: string, code: string): string => `${issuer}/docs/errors#${code}`;

/** RFC 6749 section 5.2, plus the page that explains the code. */
export const oauthErrorBody = (issuer: string, error: OAuthError) => ({
  error: error.code,
  error_description: error.description,
  error_uri: errorUri(issuer, error.code),
});

/** Turns whatever was thrown into the OAuth error to send. Unexpected errors are logged, and their details are not sent. */
export const toOAuthError = (error: unknown, log: Log, requestId: string): OAuthError => {
  if (error instanceof OAuthError) {
    log.debug({ requestId, error: error.code, reason: error.description, detail: error.detail });
    return error;
  }
  if (error instanceof ConditionEndedError) {
    return new OAuthError(
      'invalid_token',
      'The token was revoked or expired before the request was complete. Nothing was done.',
    );
  }
  if (error instanceof GoneError) {
    log.warn({ requestId, err: error });
    return invalidRequest('What this request is about was deleted before the request was complete. Nothing was done.');
  }
  if (error instanceof UnavailableError) {
    log.warn({ requestId, err: error });
    return new OAuthError('temporarily_unavailable', 'Part of this service is not responding. Try again shortly.', {
      status: 503,
      retryAfterSeconds: error.retryAfterSeconds,
      cause: error,
    });
  }
  log.error({ requestId, err: error });
  return new OAuthError('server_error', 'Something went wrong. The operator can look it up by the request ID.', {
    status: 500,
    cause: error,
  });
};

/** The Retry-After header (RFC 9110 section 10.2.3) of an error that has one. */
export const retryAfter = ({ retryAfterSeconds }: Pick<OAuthError, 'retryAfterSeconds'>): Record<string, string> =>
  retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };

/** The answer to an unsupported method; `Allow` lists the supported ones (RFC 9110 section 15.5.6). */
export const methodNotAllowed = (methods: readonly string[]): OAuthError =>
  invalidRequest(`This endpoint accepts ${methods.join(' and ')} only.`, { status: 405 });
