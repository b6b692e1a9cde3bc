import { hash } from 'node:crypto';
import type { JWTVerifyResult } from 'jose';
import { SECOND, toSeconds } from '../kernel/clock.js';
import type { JsonObject } from '../kernel/json.js';
import { CLOCK_SKEW } from './client-assertion.js';
import { readPublicKey } from './client-jwks.js';
import { isCompactJws, loadJose, readJwsPart } from './compact-jws.js';
import { invalidRequest, OAuthError } from './errors.js';
import type { SigningAlg } from './signing-alg.js';

/** BASE64URL(SHA-256) of a key (RFC 7638), as in `dpop_jkt` and `cnf.jkt`. */
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;
const MAX_JTI = 512;

/** The request that a proof must be for. */
export interface ProvenRequest {
  /** As sent, in upper case. */
  method: string;
  /** The URL of the endpoint, as in our metadata. */
  url: string;
  /** The access token sent with it to a protected endpoint; otherwise null. */
  accessToken: string | null;
  algs: readonly SigningAlg[];
  now: number;
}

/** A valid proof. It may have been used before. */
export interface DpopProof {
  /** The thumbprint of its key. */
  jkt: string;
  /** One of the allowed algorithms. */
  alg: string;
  jti: string;
  /** When it becomes too old to accept. Whole milliseconds since the epoch. */
  refusedFrom: number;
}

const refused = (description: string, cause?: unknown): OAuthError =>
  new OAuthError('invalid_dpop_proof', description, { cause });

/**
 * The key to which an authorization request binds its code (RFC 9449 section 10).
 *
 * @throws {OAuthError} invalid_request
 */
export const parseDpopJkt = (text: string | undefined): string | null => {
  if (text === undefined) return null;
  if (!THUMBPRINT.test(text)) {
    throw invalidRequest('dpop_jkt must be the SHA-256 thumbprint of a key: 43 base64url characters.');
  }
  return text;
};

/** A URL without query and fragment (RFC 9449 section 4.3), in canonical spelling. */
const normalised = (address: string): string | null => {
  const url = URL.parse(address);
  return url === null || url.username !== '' || url.password !== '' ? null : `${url.origin}${url.pathname}`;
};

const readHeader = (proof: string): JsonObject => {
  const header = readJwsPart(proof, 'header');
  if (header === null) throw refused('The header of the DPoP proof is not a JSON object.');
  return header;
};

const verifySignature = async (proof: string, { algs, now }: ProvenRequest): Promise<JWTVerifyResult> => {
  const { EmbeddedJWK, jwtVerify } = await loadJose();
  try {
    return await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: [...algs],
      clockTolerance: CLOCK_SKEW / SECOND,
      currentDate: new Date(now),
    });
  } catch (error) {
    // Key and proof come from the client, so any failure is its fault.
    throw refused('The DPoP proof must have typ dpop+jwt and be signed by the key in its header.', error);
  }
};

const checkAge = (iat: number | undefined, now: number): number => {
  if (iat === undefined) throw refused('The DPoP proof is missing iat.');
  const age = toSeconds(now) - iat;
  if (Math.abs(age) > CLOCK_SKEW / SECOND) {
    throw refused(
      age > 0
        ? 'The DPoP proof is too old. Create a new one for each request, and check your clock.'
        : 'The iat of the DPoP proof is in the future. Check your clock.',
    );
  }
  // A time may have a fraction (RFC 7519 section 2).
  return (Math.floor(iat) + 1) * SECOND + CLOCK_SKEW;
};

/**
 * Verifies a DPoP proof for one request (RFC 9449 section 4.3). `htu` is compared with the endpoint's configured URL,
 * never with the request's Host.
 *
 * @throws {OAuthError} invalid_dpop_proof
 */
export const verifyDpopProof = async (proof: string, request: ProvenRequest): Promise<DpopProof> => {
  // Two headers arrive joined by a comma and fail here too (section 4.3, number 1).
  if (!isCompactJws(proof)) throw refused('Send exactly one DPoP header, containing one JWT.');
  const jwk = readPublicKey(readHeader(proof)['jwk']);
  if (jwk === null) {
    throw refused(
      'The header of the DPoP proof must contain a public jwk (P-256, Ed25519 or RSA) without private members.',
    );
  }
  const { payload, protectedHeader } = await verifySignature(proof, request);
  const { htm, htu, ath, iat, jti } = payload;
  if (htm !== request.method) throw refused(`The htm of the DPoP proof must be ${request.method}.`);
  if (typeof htu !== 'string' || normalised(htu) !== normalised(request.url)) {
    throw refused(`The htu of the DPoP proof must be ${request.url}.`);
  }
  const refusedFrom = checkAge(iat, request.now);
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI) {
    throw refused(`The jti of the DPoP proof must be a string of 1 to ${MAX_JTI} characters.`);
  }
  if (request.accessToken !== null && ath !== hash('sha256', request.accessToken, 'base64url')) {
    throw refused('The ath of the DPoP proof must be the base64url-encoded SHA-256 of the access token.');
  }
  const { calculateJwkThumbprint } = await loadJose();
  const jkt = await calculateJwkThumbprint({ ...jwk }, 'sha256');
  return { jkt, alg: protectedHeader.alg, jti, refusedFrom };
};
