import { MINUTE } from '../../../kernel/clock.js';
import { deriveKey, sealJson, unsealJson } from '../../../kernel/keys.js';
import { hashSecret, randomSecret } from '../../../kernel/secret.js';
import type { Needs } from '../needs.js';
import type { UpstreamRequestKey, UpstreamRequestsStore } from './store/requests.js';
import type { Handshake, UpstreamProfile } from './provider.js';

/** Where the browser goes after the sign-in, from the form that sent it away. */
export interface StoredOnward {
  /** The waiting authorization request, or null. */
  handle: string | null;
  returnTo: string;
}

/** Why somebody was sent to a provider. */
export type UpstreamErrand =
  | ({ kind: 'sign_in' } & StoredOnward)
  /** For a signed-in user, in exactly this session. */
  | { kind: 'connect'; userId: string; sessionId: number };

/** A user proven by a provider who has no account here yet. */
export interface Newcomer extends StoredOnward {
  issuer: string;
  subject: string;
  profile: UpstreamProfile;
}

/** Long enough to sign in there with a second step. */
const AWAY = 10 * MINUTE;
/** Long enough to fill in a form. */
const DECIDING = 30 * MINUTE;

export const newHandshake = (): Handshake => ({
  state: randomSecret().reveal(),
  nonce: randomSecret().reveal(),
  verifier: randomSecret().reveal(),
});

const keyOf = (
  awaits: UpstreamRequestKey['awaits'],
  secret: string,
  provider: string,
  browserId: string,
): UpstreamRequestKey => ({
  hash: hashSecret(secret),
  awaits,
  provider,
  browserHash: hashSecret(browserId),
});

/** Users on their way to a provider or back: each bound to its browser, usable once, and sealed in the database. */
export const createUpstreamRequests = ({ store, clock, rootKey }: Needs & { store: UpstreamRequestsStore }) => {
  const key = deriveKey(rootKey, 'upstream requests');

  const keep = (requestKey: UpstreamRequestKey, content: object, lifetime: number): Promise<void> =>
    store.insert(requestKey, sealJson(key, content), clock.now() + lifetime);

  return {
    begin: (provider: string, browserId: string, { state, ...expected }: Handshake, errand: UpstreamErrand) =>
      keep(keyOf('callback', state, provider, browserId), { ...expected, errand }, AWAY),

    /** Null if this browser was not sent to this provider with this `state`, has already come back, or is too late. */
    end: async (provider: string, browserId: string, state: string) => {
      const content = await store.take(keyOf('callback', state, provider, browserId), clock.now());
      if (content === null) return null;
      const { nonce, verifier, errand } = unsealJson<Handshake & { errand: UpstreamErrand }>(key, content);
      return { handshake: { state, nonce, verifier }, errand };
    },

    /** Stores a proven user until the form is filled in; resolves to the handle for it. */
    admit: async (provider: string, browserId: string, newcomer: Newcomer): Promise<string> => {
      const handle = randomSecret().reveal();
      await keep(keyOf('sign_up', handle, provider, browserId), newcomer, DECIDING);
      return handle;
    },

    /** Includes the key with which creating the account uses it up. */
    newcomer: async (provider: string, browserId: string, handle: string) => {
      const request = keyOf('sign_up', handle, provider, browserId);
      const content = await store.find(request, clock.now());
      return content === null ? null : { request, newcomer: unsealJson<Newcomer>(key, content) };
    },
  };
};

export type UpstreamRequests = ReturnType<typeof createUpstreamRequests>;
