import { OctroiError } from '../core/errors.js';
import type { Json } from '../core/json.js';

/** Who calls, and what they may do. */
export interface Access {
  /** The user. */
  readonly sub: string;
  /** The app that calls for them. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** All that the token, or the introspection, says. */
  readonly claims: Json;
}

/** What a token must be. */
export interface Expected {
  readonly issuer: string;
  readonly resource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** How far clocks may differ. In milliseconds. */
const SKEW = 60_000;

export const invalidToken = (description: string): OctroiError =>
  new OctroiError('invalid_token', description, { status: 401 });

/** An origin may be written with a slash at its end, as URL parsers do. */
const bare = (uri: string): string => uri.replace(/^(https?:\/\/[^/?#]+)\/$/, '$1');

const sameResource = (one: unknown, other: string): boolean => typeof one === 'string' && bare(one) === bare(other);

/**
 * Checks what an access token says of itself (RFC 9068 section 4): by whom, for whom, until when. Signature and liveness are
 * somebody else's business.
 *
 * @throws {OctroiError} invalid_token
 */
export const readAccess = (claims: Json, { issuer, resource, now }: Expected): Access => {
  const { iss, aud, exp, iat, nbf, sub, client_id: clientId, scope = '', cnf } = claims;
  if (iss !== issuer) throw invalidToken('The access token is from another server.');
  if (![aud].flat().some((audience) => sameResource(audience, resource))) {
    throw invalidToken('The access token is not for this resource.');
  }
  if (typeof exp !== 'number' || exp * 1000 + SKEW <= now) throw invalidToken('The access token has expired.');
  if ([iat, nbf].some((time) => time !== undefined && !(Number(time) * 1000 - SKEW <= now))) {
    throw invalidToken('The access token comes from the future.');
  }
  // RFC 9449 section 7.1: without its key a bound token is nobody's.
  if (cnf !== undefined) throw invalidToken('The access token is bound to a key, which this resource cannot check.');
  if (typeof sub !== 'string' || typeof clientId !== 'string' || typeof scope !== 'string') {
    throw invalidToken('The access token does not say whose it is.');
  }
  return { sub, clientId, scopes: scope.split(' ').filter(Boolean), expiresAt: exp * 1000, claims };
};
