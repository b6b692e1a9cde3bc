import type { Context } from 'hono';
import { bearerChallenge, parseBearer } from '../protocol/bearer.js';
import { OAuthError } from '../protocol/errors.js';
import type { Access, Tokens } from '../services/tokens.js';
import type { RequestEnv } from './env.js';

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
export const requireAccess = (c: Context<RequestEnv>, tokens: Tokens): Promise<Access> => {
  refuseTokenInQuery(c);
  const token = parseBearer(c.req.header('authorization'));
  if (token === null) throw new NoCredentialsError();
  return tokens.authenticate(token);
};

/** The challenge that a protected endpoint's error carries (RFC 6750 section 3). */
export const bearerErrorHeaders =
  (issuer: string) =>
  (error: OAuthError): Record<string, string> => {
    if (error.status !== 401 && error.code !== 'insufficient_scope' && error.code !== 'invalid_request') return {};
    const challenge = error instanceof NoCredentialsError ? { realm: issuer } : { realm: issuer, error };
    return { 'www-authenticate': bearerChallenge(challenge) };
  };
