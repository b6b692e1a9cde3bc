import { MINUTE, SECOND, type Clock } from '../kernel/clock.js';
import { SafeFetchError, type SafeFetch } from '../kernel/safe-fetch.js';
import { OAuthError } from '../protocol/errors.js';
import { readClientJwks, type ClientJwks } from '../protocol/client-jwks.js';
import type { Client } from './apps.js';

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
      return status === 200 ? readClientJwks(body).jwks : null;
    } catch (error) {
      if (error instanceof SafeFetchError) return null;
      throw error;
    }
  };

  const ask = (uri: string): Remembered => {
    const entry = { askedAt: clock.now(), jwks: read(uri) };
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
    of: async ({ jwks, jwks_uri }: Client): Promise<ClientJwks> => {
      if (jwks !== null) return readClientJwks(jwks).jwks;
      return jwks_uri === null ? { keys: [] } : published(jwks_uri, FRESH_FOR);
    },

    /**
     * The keys as they are now, since those that are known did not make a signature: the app may have rotated them. Null
     * when there is nothing newer to be had.
     */
    renewed: async ({ jwks, jwks_uri }: Client): Promise<ClientJwks | null> => {
      if (jwks !== null || jwks_uri === null) return null;
      const known = remembered.get(jwks_uri);
      if (known !== undefined && clock.now() - known.askedAt < PAUSE) return null;
      return published(jwks_uri, PAUSE);
    },
  };
};

export type ClientKeys = ReturnType<typeof createClientKeys>;
