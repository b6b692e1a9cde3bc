import type { Context } from 'hono';
import { bearerChallenge, dpopChallenge, parseBearer, parseDpopToken } from '../../protocol/bearer.js';
import { FAPI_ALGS } from '../../protocol/client-assertion.js';
import { invalidRequest, OAuthError } from '../../protocol/errors.js';
import { parseParams } from '../../protocol/params.js';
import { SIGNING_ALGS } from '../../protocol/signing-alg.js';
import type { Access, AccessTokens, Presentation } from '../../domain/tokens/index.js';
import type { DpopProofs } from '../../domain/client-auth/index.js';
import { FORM, mediaTypeOf, readBody } from './body.js';
import type { RequestEnv } from './env.js';

/** A request without credentials. Its answer names the scheme but no error (RFC 6750 section 3.1). */
export class NoCredentialsError extends OAuthError {
  constructor(description: string) {
    super('invalid_token', description);
  }
}

/** URLs end up in logs and histories (RFC 6750 section 2.3, RFC 9700 section 4.3.2). */
const refuseTokenInQuery = (c: Context): void => {
  if (c.req.url.includes('access_token=')) {
    throw invalidRequest('An access token belongs in the Authorization header, not in the URL.');
  }
};

/**
 * The access token in a request's form body, or null (RFC 6750 section 2.2). Bodies of other types are not read,
 * because tokens are not sent in them.
 *
 * @throws {OAuthError} invalid_request when the form cannot be read
 */
export const tokenInForm = async (c: Context): Promise<string | null> =>
  mediaTypeOf(c) === FORM ? (parseParams(await readBody(c, FORM)).get('access_token') ?? null) : null;

/** The metadata of our own endpoints (RFC 9728 section 3). */
export const PROTECTED_RESOURCE_METADATA = '/.well-known/oauth-protected-resource';

/** What a protected endpoint needs to authenticate its caller. */
export interface Protection {
  accessTokens: AccessTokens;
  /** Null if the operator has disabled DPoP. */
  dpopProofs: DpopProofs | null;
}

/** FAPI 2.0 Security Profile section 5.4.1. Checked here because only the token tells which app sent the proof. */
const NOT_FAPI = new OAuthError('invalid_dpop_proof', `The DPoP proof must be signed by ${FAPI_ALGS.join(', ')}.`);

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
 * Authenticates the caller of a protected endpoint by a bearer or DPoP-bound token. `inForm` is a token in the request's
 * body, for endpoints that accept one (RFC 6750 section 2.2); sending it in two ways is an error (section 2).
 *
 * @throws {OAuthError} invalid_token or invalid_request (RFC 6750 section 3.1), invalid_dpop_proof (RFC 9449 section 7.1)
 */
export const requireAccess = async (
  c: Context<RequestEnv>,
  protection: Protection,
  inForm: string | null = null,
): Promise<Access> => {
  const { accessTokens, dpopProofs } = protection;
  const authenticate = async (presentation: Presentation): Promise<Access> => {
    try {
      const access = await accessTokens.authenticate(presentation);
      c.set('appId', access.appId);
      return access;
    } catch (error) {
      // So that the failure appears in the app's request log.
      const clientId = await accessTokens.issuedTo(presentation.token).catch(() => null);
      if (clientId !== null) c.set('clientId', clientId);
      throw error;
    }
  };
  refuseTokenInQuery(c);
  const authorization = c.req.header('authorization');
  const bound = dpopProofs === null ? null : parseDpopToken(authorization);
  const bearer = bound === null ? parseBearer(authorization) : null;
  if (inForm !== null && (bound ?? bearer) !== null) {
    throw invalidRequest('An access token was sent both in the form and in the Authorization header.');
  }
  if (dpopProofs !== null && bound !== null) {
    const request = { proof: c.req.header('dpop') ?? '', method: c.req.method, path: c.req.path, accessToken: bound };
    const { jkt, isFapi, spend } = await prove(() => dpopProofs.check(request));
    const access = await authenticate({ scheme: 'DPoP', token: bound, jkt });
    await prove(async () => {
      if (access.isFapi && !isFapi) throw NOT_FAPI;
      await spend();
    });
    return access;
  }
  const token = bearer ?? inForm;
  if (token === null) {
    throw new NoCredentialsError('This request needs an access token: Authorization: Bearer ACCESS_TOKEN.');
  }
  return authenticate({ scheme: 'Bearer', token, jkt: null });
};

/**
 * The challenges of a protected endpoint's error: one per scheme, with the error on the scheme that was used (RFC 6750
 * section 3, RFC 9449 section 7.2).
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
