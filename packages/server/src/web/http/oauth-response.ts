import { UnavailableError } from '../../kernel/unavailable.js';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';

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

/** When to try again (RFC 9110 section 10.2.3), of an error that says so. */
export const retryAfter = ({ retryAfterSeconds }: Pick<OAuthError, 'retryAfterSeconds'>): Record<string, string> =>
  retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };

/** The answer to a method that an address does not take; `Allow` lists those it does (RFC 9110 section 15.5.6). */
export const methodNotAllowed = (methods: readonly string[]): OAuthError =>
  new OAuthError('invalid_request', `This endpoint accepts ${methods.join(' and ')} only.`, { status: 405 });
