import { inEnglish } from '../../i18n/field-fault.js';
import type { Common } from '../../database/shared.js';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import { SafeFetchError, type SafeResponse } from '../../kernel/safe-fetch.js';
import { OAuthError } from '../../protocol/errors.js';
import { readClientJwks, type ClientJwks } from '../../protocol/client-jwks.js';
import type { Client } from '../apps/index.js';
import { UnusableAnswerError } from '../request-log/index.js';
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

/** An app whose keys are at a URL. */
type KeysAtUrl = Client & { jwksUri: string };

const hasUrl = (app: Client): app is KeysAtUrl => app.jwksUri !== null;

/** Only a trusted app may read what is on a private network. */
const keyOf = ({ jwksUri, isTrusted }: KeysAtUrl): string => `${isTrusted ? 'trusted' : 'any'} ${jwksUri}`;

const unavailable = (): OAuthError =>
  new OAuthError(
    'temporarily_unavailable',
    'The public keys of this app cannot be read from its jwks_uri. Its request log says why.',
    {
      retryAfterSeconds: PAUSE / SECOND,
    },
  );

/** An error page sent with status 200 says nothing about the app's keys. */
const keysIn = ({ status, body }: SafeResponse): ClientJwks => {
  if (status !== 200) throw new UnusableAnswerError(`The app answered with status ${status}.`);
  const { faults, jwks } = readClientJwks(body);
  if (faults.length > 0)
    throw new UnusableAnswerError(`It is not a usable JWK Set. ${faults.map(inEnglish).join(' ')}`);
  return jwks;
};

/** The public keys of apps that sign their requests: registered, or published at the registered URL. */
export const createClientKeys = ({ callApp, clock }: Common & Needs) => {
  // By `keyOf`, oldest first.
  const remembered = new Map<string, Remembered>();

  const read = async (app: KeysAtUrl): Promise<ClientJwks | null> => {
    const asked = { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES };
    try {
      return await callApp({ app, operation: 'jwks_uri', url: app.jwksUri, ...asked }, keysIn);
    } catch (error) {
      if (error instanceof SafeFetchError || error instanceof UnusableAnswerError) return null;
      throw error;
    }
  };

  const ask = (app: KeysAtUrl): Remembered => {
    const key = keyOf(app);
    const askedAt = clock.now();
    const good = remembered.get(key)?.good ?? null;
    const entry: Remembered = { askedAt, good, jwks: Promise.resolve(null) };
    entry.jwks = read(app).then((jwks) => {
      if (jwks !== null) entry.good = { readAt: askedAt, jwks };
      return jwks;
    });
    remembered.delete(key);
    remembered.set(key, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return entry;
  };

  const published = async (app: KeysAtUrl, atMost: number): Promise<ClientJwks> => {
    const known = remembered.get(keyOf(app));
    const entry = known !== undefined && Math.abs(clock.now() - known.askedAt) < atMost ? known : ask(app);
    const jwks = await entry.jwks;
    if (jwks !== null) return jwks;
    // Failures are not cached, but they too are retried only after the pause.
    if (Math.abs(clock.now() - entry.askedAt) < PAUSE) throw unavailable();
    const again = await ask(app).jwks;
    if (again === null) throw unavailable();
    return again;
  };

  return {
    /** @throws {OAuthError} temporarily_unavailable if the app's URL does not answer */
    of: async (app: Client): Promise<ClientJwks> => {
      if (app.jwks !== null) return app.jwks;
      if (!hasUrl(app)) return { keys: [] };
      // Anybody can cause a fetch with a bad assertion, so its failure must not lock the app out.
      const good = remembered.get(keyOf(app))?.good ?? null;
      if (good !== null && Math.abs(clock.now() - good.readAt) < FRESH_FOR) return good.jwks;
      return published(app, FRESH_FOR);
    },

    /**
     * The keys after a new fetch, because the known ones did not verify a signature: the app may have rotated them.
     * Null if there are no newer ones.
     *
     * @throws {OAuthError} temporarily_unavailable if that is unknown
     */
    renewed: async (app: Client): Promise<ClientJwks | null> => {
      if (app.jwks !== null || !hasUrl(app)) return null;
      const known = remembered.get(keyOf(app));
      if (known !== undefined && Math.abs(clock.now() - known.askedAt) < PAUSE) {
        if ((await known.jwks) === null) throw unavailable();
        return null;
      }
      return published(app, PAUSE);
    },
  };
};

export type ClientKeys = ReturnType<typeof createClientKeys>;
