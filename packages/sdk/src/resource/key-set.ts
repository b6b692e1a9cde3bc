import { OctroiError } from '../core/errors.js';
import { call, type Transport } from '../core/request.js';

/** The server's published keys, fetched when needed. */
export interface KeySet {
  /**
   * The key of this name; null when the server has none.
   *
   * @throws {OctroiError} retryable, when the server is away and the key is not known
   */
  find(kid: string): Promise<CryptoKey | null>;
}

/** Keys that the server has withdrawn are forgotten by then. In milliseconds. */
const MAX_AGE = 10 * 60_000;
/** Tokens with made-up key names must not make us ask at every request. In milliseconds. */
const MIN_INTERVAL = 30_000;
/** The same, after the server could not be asked. In milliseconds. */
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
 * The ES256 keys at an address (RFC 7517). A name that is not known is looked for again, since keys rotate, but not more than
 * once in 30 seconds. While the server is away, the keys that are known stay good.
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
