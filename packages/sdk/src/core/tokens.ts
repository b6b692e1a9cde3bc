import { OctroiError } from './errors.js';
import type { Json } from './json.js';

/** The tokens of a sign-in. Plain data that survives JSON. */
export interface Tokens {
  readonly accessToken: string;
  /** Null if the server issued none. */
  readonly refreshToken: string | null;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The access token's total lifetime, in milliseconds. */
  readonly lifetime: number;
  /** What the user granted, separated by spaces. */
  readonly scope: string;
  readonly idToken: string | null;
}

const MINUTE = 60_000;
/** If the server does not say how long a token lives, it is refreshed soon rather than never. */
const UNKNOWN_LIFETIME = 5 * MINUTE;
const MAX_LEEWAY = 5 * MINUTE;

const invalid = (description: string): OctroiError => new OctroiError('invalid_response', description);

/**
 * Parses a token response (RFC 6749 section 5.1). Without a new refresh token, the old one is kept.
 *
 * @param askedAt when the request was sent, in milliseconds since the epoch: the token was issued no earlier
 * @throws {OctroiError} invalid_response
 */
export const readTokens = (answer: Json, before: Partial<Tokens>, askedAt: number): Tokens => {
  const { access_token: accessToken, token_type: type, expires_in: expiresIn, refresh_token: refreshToken } = answer;
  if (typeof accessToken !== 'string' || accessToken === '') throw invalid('The answer has no access_token.');
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') throw invalid('The token_type is not Bearer.');
  const seconds = Number(expiresIn);
  const lifetime = seconds > 0 && seconds < Infinity ? seconds * 1000 : UNKNOWN_LIFETIME;
  return {
    accessToken,
    refreshToken:
      typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : (before.refreshToken ?? null),
    expiresAt: askedAt + lifetime,
    lifetime,
    scope: typeof answer['scope'] === 'string' ? answer['scope'] : (before.scope ?? ''),
    idToken: typeof answer['id_token'] === 'string' ? answer['id_token'] : (before.idToken ?? null),
  };
};

/**
 * Whether to refresh before the next use: five minutes before expiry, or a tenth of the lifetime if that is less.
 * `jitter` (0 to 1) spreads the moment over the last fifth of that, so that many sessions do not refresh at once.
 */
export const isStale = ({ expiresAt, lifetime }: Tokens, now: number, jitter = 0): boolean => {
  const leeway = Math.min(MAX_LEEWAY, lifetime / 10);
  return now >= expiresAt - leeway * (1 - 0.2 * jitter);
};
