import type { JWTPayload, JWTVerifyOptions } from 'jose';
import { MINUTE, SECOND, toSeconds } from '../kernel/clock.js';
import type { ClientJwks } from './client-jwks.js';
import { isCompactJws, loadJose, readJwsPart } from './compact-jws.js';
import { invalidClient } from './errors.js';
import { SIGNING_ALGS, type SigningAlg } from './signing-alg.js';

/** RFC 7523 section 2.2: the only kind of assertion we accept. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** FAPI 2.0 Security Profile section 5.4.1: no PKCS #1 v1.5. */
export const FAPI_ALGS: readonly SigningAlg[] = SIGNING_ALGS.filter((alg) => alg !== 'RS256');

/** How far the clocks of two correct machines may differ. */
export const CLOCK_SKEW = MINUTE;
/** How far ahead an assertion may expire; its jti is remembered until then. */
const MAX_LIFETIME = 10 * MINUTE;
const MAX_JTI = 512;

/** What an assertion is checked against. */
export interface AssertionRules {
  clientId: string;
  issuer: string;
  /** Our endpoints, which older clients may name in `aud` instead of the issuer. */
  endpoints: readonly string[];
  /** Apply the FAPI 2.0 profile: its algorithms, and only the issuer as `aud`. */
  fapi: boolean;
  now: number;
}

/** An assertion with a valid signature and claims. It may have been used before. */
export interface Assertion {
  jti: string;
  /** When it becomes too old to accept. Whole milliseconds since the epoch. */
  refusedFrom: number;
}

/** The client an assertion names, before its signature is verified; null when it cannot be read. */
export const subjectOf = (assertion: string): string | null => {
  if (!isCompactJws(assertion)) return null;
  const sub = readJwsPart(assertion, 'claims')?.['sub'];
  return typeof sub === 'string' && sub !== '' ? sub : null;
};

const verifySignature = async (
  assertion: string,
  jwks: ClientJwks,
  options: JWTVerifyOptions,
): Promise<JWTPayload | null> => {
  const { createLocalJWKSet, errors, jwtVerify } = await loadJose();
  try {
    return (await jwtVerify(assertion, createLocalJWKSet(jwks), options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed)
      return null;
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    // Without a kid, any of them may have signed.
    for await (const key of error) {
      try {
        return (await jwtVerify(assertion, key, options)).payload;
      } catch (reason) {
        if (!(reason instanceof errors.JWSSignatureVerificationFailed)) throw reason;
      }
    }
    return null;
  }
};

const isForUs = (aud: JWTPayload['aud'], { issuer, endpoints, fapi }: AssertionRules): boolean => {
  if (fapi) return aud === issuer;
  const named = typeof aud === 'string' ? [aud] : (aud ?? []);
  // Every audience must be ours: an assertion that another server also accepts could have been passed on to us by it.
  return named.length > 0 && named.every((each) => each === issuer || endpoints.includes(each));
};

/**
 * Verifies a client assertion (RFC 7523 section 3, OpenID Connect Core section 9). Only the client's registered keys
 * count; `jwk`, `jku` and `x5u` in the header are ignored.
 *
 * @returns null when none of the keys made the signature
 * @throws {OAuthError} invalid_client
 */
export const verifyClientAssertion = async (
  assertion: string,
  jwks: ClientJwks,
  rules: AssertionRules,
): Promise<Assertion | null> => {
  const { clientId, now, fapi } = rules;
  let claims: JWTPayload | null;
  try {
    claims = await verifySignature(assertion, jwks, {
      algorithms: fapi ? [...FAPI_ALGS] : [...SIGNING_ALGS],
      issuer: clientId,
      subject: clientId,
      requiredClaims: ['exp', 'jti', 'aud'],
      clockTolerance: CLOCK_SKEW / SECOND,
      currentDate: new Date(now),
    });
  } catch (error) {
    const { errors } = await loadJose();
    if (!(error instanceof errors.JOSEError)) throw error;
    throw invalidClient(`The client assertion is not valid: ${error.message.replaceAll('"', "'")}.`, { cause: error });
  }
  if (claims === null) return null;
  const { aud, exp = 0, iat, jti } = claims;
  if (!isForUs(aud, rules)) throw invalidClient(`The aud of the client assertion must be the issuer, ${rules.issuer}.`);
  if (exp * SECOND > now + MAX_LIFETIME + CLOCK_SKEW) {
    throw invalidClient(`The client assertion must expire within ${MAX_LIFETIME / MINUTE} minutes.`);
  }
  if (iat !== undefined && iat > toSeconds(now + CLOCK_SKEW)) {
    throw invalidClient('The iat of the client assertion is in the future. Check your clock.');
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI) {
    throw invalidClient(`The jti of the client assertion must be a string of 1 to ${MAX_JTI} characters.`);
  }
  return { jti, refusedFrom: Math.ceil(exp) * SECOND + CLOCK_SKEW };
};
