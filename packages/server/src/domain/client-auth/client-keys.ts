import { MINUTE, SECOND, type Clock } from '../../kernel/clock.js';
import { SafeFetchError, type SafeFetch } from '../../kernel/safe-fetch.js';
import { OAuthError } from '../../protocol/errors.js';
import { readClientJwks, type ClientJwks } from '../../protocol/client-jwks.js';
import type { Client } from '../apps/index.js';

/** How long published keys are taken as they were read. */
const FRESH_FOR = 10 * MINUTE;
/** How often an app's address is asked at most, however many assertions it does not explain. */
const PAUSE = MINUTE;
const MAX_REMEMBERED = 1000;
const MAX_BYTES = 64 * 1024;

interface Remembered {
  askedAt: number;
  /** Null when the last attempt failed. */
  jwks: Promise<ClientJwks | null>;
  /** What was read last, by whichever attempt; null while there was none that succeeded. */
  good: { readAt: number; jwks: ClientJwks } | null;
}

const unavailable = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The public keys of this app cannot be read from its jwks_uri.', {
    retryAfterSeconds: PAUSE / SECOND,
  });

/** The public keys of apps that sign their requests: those registered, or those at the address registered. */
export const createClientKeys = ({ fetch, clock }: { fetch: SafeFetch; clock: Clock }) => {
  // Oldest first.
  const remembered = new Map<string, Remembered>();

  const read = async (uri: string): Promise<ClientJwks | null> => {
    try {
      const { status, body } = await fetch(uri, { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES });
      const { faults, jwks } = readClientJwks(body);
      // A page that something in front of the app's server shows with 200 says nothing about its keys.
      return status === 200 && faults.length === 0 ? jwks : null;
    } catch (error) {
      if (error instanceof SafeFetchError) return null;
      throw error;
    }
  };

  const ask = (uri: string): Remembered => {
    const askedAt = clock.now();
    const good = remembered.get(uri)?.good ?? null;
    const entry: Remembered = { askedAt, good, jwks: Promise.resolve(null) };
    entry.jwks = read(uri).then((jwks) => {
      if (jwks !== null) entry.good = { readAt: askedAt, jwks };
      return jwks;
    });
    remembered.delete(uri);
    remembered.set(uri, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return entry;
  };

  const published = async (uri: string, atMost: number): Promise<ClientJwks> => {
    const known = remembered.get(uri);
    const entry = known !== undefined && clock.now() - known.askedAt < atMost ? known : ask(uri);
    const jwks = await entry.jwks;
    if (jwks !== null) return jwks;
    // A failure is no answer that could be kept, but it has its pause too.
    if (clock.now() - entry.askedAt < PAUSE) throw unavailable();
    const again = await ask(uri).jwks;
    if (again === null) throw unavailable();
    return again;
  };

  return {
    /** @throws {OAuthError} temporarily_unavailable when the app's own address does not answer */
    of: async ({ jwks, jwksUri }: Client): Promise<ClientJwks> => {
      if (jwks !== null) return jwks;
      if (jwksUri === null) return { keys: [] };
      // Whoever sends a bad assertion makes us ask again: that this fails is no reason to lock the app out.
      const good = remembered.get(jwksUri)?.good ?? null;
      if (good !== null && clock.now() - good.readAt < FRESH_FOR) return good.jwks;
      return published(jwksUri, FRESH_FOR);
    },

    /**
     * The keys as they are now, since those that are known did not make a signature: the app may have rotated them. Null
     * when there is nothing newer to be had.
     *
     * @throws {OAuthError} temporarily_unavailable when that cannot be told
     */
    renewed: async ({ jwks, jwksUri }: Client): Promise<ClientJwks | null> => {
      if (jwks !== null || jwksUri === null) return null;
      const known = remembered.get(jwksUri);
      if (known !== undefined && clock.now() - known.askedAt < PAUSE) {
        if ((await known.jwks) === null) throw unavailable();
        return null;
      }
      return published(jwksUri, PAUSE);
    },
  };
};

export type ClientKeys = ReturnType<typeof createClientKeys>;
