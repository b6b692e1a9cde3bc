import { OctroiError } from '../core/errors.js';
import type { Json } from '../core/json.js';

/** Who calls, and what they may do. */
export interface Access {
  /** The user. */
  readonly sub: string;
  /** The app that calls on the user's behalf. */
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** All claims of the token, or of the introspection. */
  readonly claims: Json;
}

/** What a token is checked against. */
export interface Expected {
  readonly issuer: string;
  readonly resource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Tolerated clock difference, in milliseconds. */
const SKEW = 60_000;

export const invalidToken = (description: string): OctroiError =>
  new OctroiError('invalid_token', description, { status: 401 });

/** An origin may be written with a trailing slash, as URL parsers do. */
const bare = (uri: string): string => uri.replace(/^(https?:\/\/[^/?#]+)\/$/, '$1');

const sameResource = (one: unknown, other: string): boolean => typeof one === 'string' && bare(one) === bare(other);

/**
 * Checks an access token's claims (RFC 9068 section 4): issuer, audience, expiry. Does not check signature or revocation.
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
    throw invalidToken('The access token is not valid yet. Check the clocks of both servers.');
  }
  // RFC 9449 section 7.1: a bound token must not be accepted without its key.
  if (cnf !== undefined) throw invalidToken('The access token is bound to a key, which this resource cannot check.');
  if (typeof sub !== 'string' || typeof clientId !== 'string' || typeof scope !== 'string') {
    throw invalidToken('The access token has no valid sub, client_id or scope.');
  }
  return { sub, clientId, scopes: scope.split(' ').filter(Boolean), expiresAt: exp * 1000, claims };
};
