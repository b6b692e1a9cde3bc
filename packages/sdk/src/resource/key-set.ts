import { OctroiError } from '../core/errors.js';
import { call, type Transport } from '../core/request.js';

/** The server's published keys, fetched when needed. */
export interface KeySet {
  /**
   * The key with this id; null if the server has none.
   *
   * @throws {OctroiError} retryable, if the server is unavailable and the key is not known
   */
  find(kid: string): Promise<CryptoKey | null>;
}

/** After this, withdrawn keys are forgotten. In milliseconds. */
const MAX_AGE = 10 * 60_000;
/** Minimum time between fetches, so that tokens with made-up key ids do not cause one per request. In milliseconds. */
const MIN_INTERVAL = 30_000;
/** The same after a failed fetch. In milliseconds. */
const RETRY_INTERVAL = 1_000;

const isEcKey = (value: unknown): value is { kid: string; x: string; y: string } =>
  typeof value === 'object' &&
  value !== null &&
  'kty' in value &&
  value.kty === 'EC' &&
  'crv' in value &&
  value.crv === 'P-256' &&
  'kid' in value &&
  typeof value.kid === 'string' &&
  'x' in value &&
  typeof value.x === 'string' &&
  'y' in value &&
  typeof value.y === 'string';

const importKey = ({ x, y }: { x: string; y: string }): Promise<CryptoKey> =>
  crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'verify',
  ]);

/**
 * The ES256 keys at a URL (RFC 7517). Unknown key ids cause a fetch, because keys rotate, but at most once in 30
 * seconds. While the server is unavailable, known keys stay valid.
 */
export const createKeySet = (transport: Transport, url: string, now: () => number): KeySet => {
  let keys: ReadonlyMap<string, CryptoKey> = new Map();
  let fetchedAt = -Infinity;
  let askedAt = -Infinity;
  let asking: Promise<void> | null = null;

  const fetchKeys = async (): Promise<void> => {
    askedAt = now();
    const { keys: published } = await call(transport, url, {});
    if (!Array.isArray(published)) throw new OctroiError('invalid_response', 'The key set has no keys.');
    const usable = published.filter(isEcKey);
    keys = new Map(await Promise.all(usable.map(async (jwk) => [jwk.kid, await importKey(jwk)] as const)));
    fetchedAt = now();
  };

  const refresh = (): Promise<void> => {
    asking ??= fetchKeys().finally(() => {
      asking = null;
    });
    return asking;
  };

  return {
    find: async (kid) => {
      const isDue = !keys.has(kid) || now() - fetchedAt > MAX_AGE;
      const mayAsk = asking !== null || now() - askedAt > (fetchedAt < askedAt ? RETRY_INTERVAL : MIN_INTERVAL);
      if (isDue && mayAsk) {
        try {
          await refresh();
        } catch (error) {
          if (!keys.has(kid)) throw error;
        }
      }
      const key = keys.get(kid);
      if (key === undefined && fetchedAt < askedAt) {
        throw new OctroiError('temporarily_unavailable', 'The keys of the Octroi server could not be fetched.', {
          status: 503,
          retryAfter: RETRY_INTERVAL / 1000,
        });
      }
      return key ?? null;
    },
  };
};
