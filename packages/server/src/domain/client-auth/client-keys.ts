import type { Common } from '../../database/shared.js';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import { SafeFetchError } from '../../kernel/safe-fetch.js';
import { OAuthError } from '../../protocol/errors.js';
import { readClientJwks, type ClientJwks } from '../../protocol/client-jwks.js';
import type { Client } from '../apps/index.js';
import type { Needs } from './needs.js';

/** How long published keys are cached. */
const FRESH_FOR = 10 * MINUTE;
/** Minimum time between fetches for an app, however many assertions its known keys do not verify. */
const PAUSE = MINUTE;
const MAX_REMEMBERED = 1000;
const MAX_BYTES = 64 * 1024;

interface Remembered {
  askedAt: number;
  /** Null if the last attempt failed. */
  jwks: Promise<ClientJwks | null>;
  /** The last successful reading, or null. */
  good: { readAt: number; jwks: ClientJwks } | null;
}

const unavailable = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The public keys of this app cannot be read from its jwks_uri.', {
    retryAfterSeconds: PAUSE / SECOND,
  });

/** The public keys of apps that sign their requests: registered, or published at the registered URL. */
export const createClientKeys = ({ fetch, clock }: Common & Needs) => {
  // Oldest first.
  const remembered = new Map<string, Remembered>();

  const read = async (uri: string): Promise<ClientJwks | null> => {
    try {
      const { status, body } = await fetch(uri, { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES });
      const { faults, jwks } = readClientJwks(body);
      // An error page sent with status 200 says nothing about the app's keys.
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
    // Failures are not cached, but they too are retried only after the pause.
    if (clock.now() - entry.askedAt < PAUSE) throw unavailable();
    const again = await ask(uri).jwks;
    if (again === null) throw unavailable();
    return again;
  };

  return {
    /** @throws {OAuthError} temporarily_unavailable if the app's URL does not answer */
    of: async ({ jwks, jwksUri }: Client): Promise<ClientJwks> => {
      if (jwks !== null) return jwks;
      if (jwksUri === null) return { keys: [] };
      // Anybody can cause a fetch with a bad assertion, so its failure must not lock the app out.
      const good = remembered.get(jwksUri)?.good ?? null;
      if (good !== null && clock.now() - good.readAt < FRESH_FOR) return good.jwks;
      return published(jwksUri, FRESH_FOR);
    },

    /**
     * The keys after a new fetch, because the known ones did not verify a signature: the app may have rotated them.
     * Null if there are no newer ones.
     *
     * @throws {OAuthError} temporarily_unavailable if that is unknown
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
