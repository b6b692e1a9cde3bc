import { SECOND } from '../../kernel/clock.js';
import { hashSecret, randomSecret } from '../../kernel/secret.js';
import { invalidRequest } from '../../protocol/errors.js';
import { parseParams, type Params } from '../../protocol/params.js';
import type { PushedRequestsStore } from './store/pushed-requests.js';
import type { Client } from '../apps/index.js';
import type { Needs } from './needs.js';
import { AUTHORIZATION_PARAMETERS } from './parameters.js';

/** The prefix of a handle (RFC 9126 section 2.2). */
const PREFIX = 'urn:ietf:params:oauth:request_uri:';

/**
 * In seconds; enough for a browser to follow a redirect. FAPI 2.0 Security Profile section 5.3.2.2 requires less than 600.
 */
const LIFETIME = 90;

/** Of a stored request, in characters. A browser could hardly send a longer one. */
const MAX_LENGTH = 8 * 1024;

/** A pushed request as a browser continues it. */
export interface PushedRequest {
  params: Params;
  /** The key proven when it was pushed (RFC 9449 section 10.1). */
  dpopJkt: string | null;
}

/** Keeps only known parameters: none of the app's secrets, and nothing else that strangers send. */
const encode = (params: Params): string => {
  const encoded = new URLSearchParams(
    AUTHORIZATION_PARAMETERS.flatMap((name) => params.all(name).map((value): [string, string] => [name, value])),
  ).toString();
  if (encoded.length <= MAX_LENGTH) return encoded;
  throw invalidRequest(`The request is longer than ${MAX_LENGTH} characters.`);
};

/** Whether a request_uri is one of ours; others are URLs, which we never fetch. */
export const isPushedRequestUri = (requestUri: string): boolean => requestUri.startsWith(PREFIX);

/** Authorization requests pushed by apps before a browser continues them (RFC 9126). */
export const createPushedRequests = ({ store, clock }: Needs & { store: PushedRequestsStore }) => {
  return {
    /**
     * Stores a checked request. `expiresIn` is in seconds.
     *
     * @throws {OAuthError} invalid_request if it is too long
     */
    push: async (client: Client, { params, dpopJkt }: PushedRequest) => {
      const handle = randomSecret().reveal();
      await store.insert({
        hash: hashSecret(handle),
        appId: client.id,
        parameters: encode(params),
        dpopJkt,
        expiresAt: clock.now() + LIFETIME * SECOND,
      });
      return { requestUri: `${PREFIX}${handle}`, expiresIn: LIFETIME };
    },

    /** Returns a request once; null if it is unknown, another client's, used or expired (RFC 9126 section 4). */
    take: async (client: Client, requestUri: string): Promise<PushedRequest | null> => {
      if (!isPushedRequestUri(requestUri)) return null;
      const hash = hashSecret(requestUri.slice(PREFIX.length));
      const taken = await store.take({ hash, appId: client.id, now: clock.now() });
      return taken && { params: parseParams(taken.parameters), dpopJkt: taken.dpopJkt };
    },
  };
};

export type PushedRequests = ReturnType<typeof createPushedRequests>;
