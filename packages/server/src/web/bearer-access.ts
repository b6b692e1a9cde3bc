import type { Context } from 'hono';
import { bearerChallenge, dpopChallenge, parseBearer, parseDpopToken } from '../protocol/bearer.js';
import { OAuthError } from '../protocol/errors.js';
import { SIGNING_ALGS } from '../protocol/signing-alg.js';
import type { Access, AccessTokens } from '../services/access-tokens.js';
import type { DpopProofs } from '../services/dpop-proofs.js';
import type { RequestEnv } from './env.js';

/** The request carried no credentials at all: its answer names the scheme and no error (RFC 6750 section 3.1). */
export class NoCredentialsError extends OAuthError {
  constructor(description: string) {
    super('invalid_token', description);
  }
}

/** URLs end up in logs and histories (RFC 6750 section 2.3, RFC 9700 section 4.3.2). */
const refuseTokenInQuery = (c: Context): void => {
  if (c.req.url.includes('access_token=')) {
    throw new OAuthError('invalid_request', 'An access token belongs in the Authorization header, not in the URL.');
  }
};

/** Where our own endpoints are described (RFC 9728 section 3). */
export const PROTECTED_RESOURCE_METADATA = '/.well-known/oauth-protected-resource';

/** What a protected endpoint needs to know who calls it. */
export interface Protection {
  accessTokens: AccessTokens;
  /** Null when the operator has switched DPoP off: then there is no such scheme. */
  dpopProofs: DpopProofs | null;
}

/** @throws {OAuthError} invalid_dpop_proof, with the status of a protected endpoint (RFC 9449 section 7.1) */
const prove = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw new OAuthError(error.code, error.description, { status: 401, cause: error });
  }
};

/**
 * Who calls a protected endpoint, by a bearer token or by one that is bound to a key of the app. `inForm` is a token in
 * the request's body, where the endpoint takes one (RFC 6750 section 2.2); two ways at once are one too many (section 2).
 *
 * @throws {OAuthError} invalid_token or invalid_request (RFC 6750 section 3.1), invalid_dpop_proof (RFC 9449 section 7.1)
 */
export const requireAccess = async (
  c: Context<RequestEnv>,
  protection: Protection,
  inForm: string | null = null,
): Promise<Access> => {
  const { accessTokens, dpopProofs } = protection;
  refuseTokenInQuery(c);
  const authorization = c.req.header('authorization');
  if (inForm !== null) {
    if (authorization !== undefined) {
      throw new OAuthError(
        'invalid_request',
        'An access token was sent both in the form and in the Authorization header.',
      );
    }
    return accessTokens.authenticate({ scheme: 'Bearer', token: inForm, jkt: null });
  }
  const bound = dpopProofs === null ? null : parseDpopToken(authorization);
  if (dpopProofs !== null && bound !== null) {
    const request = { proof: c.req.header('dpop') ?? '', method: c.req.method, path: c.req.path, accessToken: bound };
    const { jkt, spend } = await prove(() => dpopProofs.check(request));
    const access = await accessTokens.authenticate({ scheme: 'DPoP', token: bound, jkt });
    await prove(spend);
    return access;
  }
  const token = parseBearer(authorization);
  if (token === null) {
    throw new NoCredentialsError('This request needs an access token: Authorization: Bearer ACCESS_TOKEN.');
  }
  return accessTokens.authenticate({ scheme: 'Bearer', token, jkt: null });
};

/**
 * The challenges that a protected endpoint's error carries: of each scheme, and what was wrong with the one that was used
 * (RFC 6750 section 3, RFC 9449 section 7.2).
 */
export const accessErrorHeaders =
  (realm: string, { dpopProofs }: Pick<Protection, 'dpopProofs'>) =>
  (error: OAuthError, c: Context<RequestEnv>): Record<string, string> => {
    if (error.status !== 401 && error.code !== 'insufficient_scope' && error.code !== 'invalid_request') return {};
    const told = error instanceof NoCredentialsError ? undefined : error;
    const usedDpop = dpopProofs !== null && parseDpopToken(c.req.header('authorization')) !== null;
    const metadata = `${realm}${PROTECTED_RESOURCE_METADATA}`;
    const bearer = bearerChallenge({ realm, metadata, ...(told === undefined || usedDpop ? {} : { error: told }) });
    if (dpopProofs === null) return { 'www-authenticate': bearer };
    return { 'www-authenticate': `${bearer}, ${dpopChallenge(SIGNING_ALGS, usedDpop ? told : undefined)}` };
  };
