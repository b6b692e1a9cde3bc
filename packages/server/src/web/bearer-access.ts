import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Log } from '../kernel/log.js';
import { bearerChallenge, parseBearer } from '../protocol/bearer.js';
import { OAuthError } from '../protocol/errors.js';
import type { Access, Tokens } from '../services/tokens.js';
import type { RequestEnv } from './env.js';
import { answerOAuthError, oauthErrorBody, toOAuthError } from './oauth-response.js';

/** The request carried no credentials at all: its answer names the scheme and no error (RFC 6750 section 3.1). */
class NoCredentialsError extends OAuthError {
  constructor() {
    super('invalid_token', 'This request needs an access token: Authorization: Bearer ACCESS_TOKEN.');
  }
}

const refuseTokenInQuery = (c: Context): void => {
  if (c.req.url.includes('access_token=')) {
    throw new OAuthError('invalid_request', 'An access token belongs in the Authorization header, not in the URL.');
  }
};

/**
 * Who calls a protected endpoint.
 *
 * @throws {OAuthError} invalid_token or invalid_request (RFC 6750 section 3.1)
 */
export const requireAccess = async (c: Context<RequestEnv>, tokens: Tokens): Promise<Access> => {
  refuseTokenInQuery(c);
  const token = parseBearer(c.req.header('authorization'));
  if (token === null) throw new NoCredentialsError();
  return tokens.authenticate(token);
};

/** Answers a protected endpoint's error: JSON as everywhere, and the challenge of RFC 6750 section 3. */
export const bearerErrorHandler =
  (issuer: string, log: Log) =>
  (error: unknown, c: Context<RequestEnv>): Response => {
    const known = toOAuthError(error, log, c.get('requestId'));
    if (known.status !== 401 && known.code !== 'insufficient_scope' && known.code !== 'invalid_request') {
      return answerOAuthError(c, known, issuer);
    }
    const challenge = known instanceof NoCredentialsError ? { realm: issuer } : { realm: issuer, error: known };
    return c.json(oauthErrorBody(issuer, known), known.status as ContentfulStatusCode, {
      'cache-control': 'no-store',
      'www-authenticate': bearerChallenge(challenge),
    });
  };
