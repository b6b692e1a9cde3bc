import { toSeconds, type Clock } from '../kernel/clock.js';
import { hmac } from '../kernel/hmac.js';
import { randomBytes } from '../kernel/random.js';
import { hashSecret, sameText, type SecretHash } from '../kernel/secret.js';
import { OAuthError } from './errors.js';

/**
 * The claims of an access token for our own endpoints (RFC 9068 section 2.2, plus private claims). `family` and
 * `generation` name the token family's row, against which each use is checked. Times are seconds since the epoch, as the
 * world's clocks show them.
 */
export interface AccessTokenClaims {
  iss: string;
  aud: string;
  sub: string;
  client_id: string;
  scope: string;
  iat: number;
  exp: number;
  /** By how many seconds the reference time was ahead of `iat`; absent if it was not (ADR 0046). */
  ahead?: number;
  auth_time: number;
  jti: string;
  family: number;
  generation: number;
  /** The key the token is bound to (RFC 9449 section 6.1). */
  cnf?: { jkt: string };
}

/** A key for access tokens, with the encoded header that all its tokens share. */
export interface AccessTokenKey {
  readonly key: Uint8Array;
  readonly header: string;
}

export const createAccessTokenKey = (kid: string, key: Uint8Array): AccessTokenKey => ({
  key,
  header: Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid })).toString('base64url'),
});

/** A moment: the true time, and by how much the reference time is ahead of it. In whole seconds. */
export interface Moment {
  now: number;
  /** Default: 0. */
  ahead?: number;
}

export const momentOf = (reference: Clock, world: Clock): Required<Moment> => {
  const now = world.now();
  return { now: toSeconds(now), ahead: Math.max(0, toSeconds(reference.now() - now)) };
};

/** Whether a token's lifetime is over, by either time: setting the clock back must not give it another. */
export const hasExpired = ({ exp, ahead = 0 }: Pick<AccessTokenClaims, 'exp' | 'ahead'>, at: Moment): boolean =>
  exp <= at.now || exp + ahead <= at.now + (at.ahead ?? 0);

/** Servers of one installation may differ by at most this much. */
const SKEW_SECONDS = 60;

const signature = (key: AccessTokenKey, signed: string): string => hmac(key.key, signed).toString('base64url');

/** Signs an access token (RFC 9068 section 2.1). HS256 suffices, because only this server verifies it. */
export const signAccessToken = (key: AccessTokenKey, claims: Omit<AccessTokenClaims, 'jti'>): string => {
  const payload = { ...claims, jti: randomBytes(12).toString('base64url') };
  const signed = `${key.header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return `${signed}.${signature(key, signed)}`;
};

const invalid = (description: string): OAuthError => new OAuthError('invalid_token', description);

const isClaims = (value: unknown): value is AccessTokenClaims =>
  typeof value === 'object' &&
  value !== null &&
  'sub' in value &&
  'family' in value &&
  'exp' in value &&
  typeof value.exp === 'number';

/** How many tokens are remembered as verified. */
const REMEMBERED = 5_000;

/** The claims of tokens whose signature was found good, by the SHA-256 of their text. */
export type VerifiedTokens = Map<SecretHash, AccessTokenClaims>;

/** A token is used many times in its hour, and computing its signature was a tenth of the cost of each use. */
const remember = (verified: VerifiedTokens, hash: SecretHash, claims: AccessTokenClaims): void => {
  const [oldest] = verified.keys();
  if (verified.size >= REMEMBERED && oldest !== undefined) verified.delete(oldest);
  verified.set(hash, claims);
};

/**
 * Verifies an access token's form, signature, issuer, audience and times (RFC 9068 section 4). The header must equal,
 * as text, the one we write for one of our keys, so a token cannot choose its algorithm, key or type. The signature of a
 * token in `verified` is not computed again; all else is checked each time.
 *
 * @throws {OAuthError} invalid_token
 */
export const verifyAccessToken = (
  keys: readonly AccessTokenKey[],
  token: string,
  expected: Moment & { issuer: string },
  verified: VerifiedTokens = new Map(),
): AccessTokenClaims => {
  const [header, payload, sent, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || sent === undefined || rest.length > 0) {
    throw invalid('The access token was not issued by this server.');
  }
  const key = keys.find((candidate) => candidate.header === header);
  if (key === undefined) throw invalid('The access token was not issued by this server, or is for another resource.');
  const hash = hashSecret(token);
  const known = verified.get(hash);
  if (known === undefined && !sameText(signature(key, `${header}.${payload}`), sent)) {
    throw invalid('The signature of the access token is wrong.');
  }
  const claims: unknown = known ?? JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  if (!isClaims(claims) || claims.iss !== expected.issuer || claims.aud !== expected.issuer) {
    throw invalid('The access token was issued by or for another server.');
  }
  if (hasExpired(claims, expected)) throw invalid('The access token has expired.');
  if (claims.iat > expected.now + (expected.ahead ?? 0) + SKEW_SECONDS)
    throw invalid('The access token was issued in the future. Check the server clock.');
  if (known === undefined) remember(verified, hash, claims);
  return claims;
};
