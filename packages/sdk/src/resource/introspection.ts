import type { Json } from '../core/json.js';
import { call, type Transport } from '../core/request.js';
import { invalidToken } from './access.js';

/** The app with whose credentials a resource asks. It belongs to the developer who registered the resource. */
export interface IntrospectionOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** How long to cache an answer, and so how long a revocation takes to have effect. In milliseconds; default 10000. */
  readonly cacheFor?: number;
}

const DEFAULT_CACHE_FOR = 10_000;
const MAX_CACHED = 10_000;

/** Asks the server about tokens (RFC 7662), and caches the answers (section 4). */
export const createIntrospection = (
  transport: Transport,
  url: string,
  { clientId, clientSecret, cacheFor = DEFAULT_CACHE_FOR }: IntrospectionOptions,
  now: () => number,
) => {
  const cache = new Map<string, { claims: Promise<Json>; until: number }>();

  const ask = (token: string): Promise<Json> =>
    call(transport, url, {
      method: 'POST',
      body: new URLSearchParams({ token, client_id: clientId, client_secret: clientSecret }),
    });

  const forgetOld = (): void => {
    for (const [token, { until }] of cache) {
      if (until > now() && cache.size < MAX_CACHED) return;
      cache.delete(token);
    }
  };

  const cached = (token: string): Promise<Json> => {
    const known = cache.get(token);
    if (known !== undefined && now() < known.until) return known.claims;
    // Deleted first, so that the map stays ordered by age.
    cache.delete(token);
    forgetOld();
    const claims = ask(token);
    cache.set(token, { claims, until: now() + cacheFor });
    // Failures are not cached.
    claims.catch(() => cache.delete(token));
    return claims;
  };

  /** @throws {OctroiError} invalid_token, or why the server could not be asked */
  return async (token: string): Promise<Json> => {
    const claims = await cached(token);
    if (claims['active'] !== true) throw invalidToken('The access token has expired or was revoked.');
    return claims;
  };
};
