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

export interface PushedRequest {
  params: Params;
  /** The key proven when it was pushed (RFC 9449 section 10.1). */
  dpopJkt: string | null;
}

/** A pushed request as a browser continues it. */
export interface ContinuedPush extends PushedRequest {
  /** With which it is stored once it has been checked: the same on every visit, so that it is answered once. */
  handle: string;
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

    /**
     * Null if it is unknown, another client's or expired (RFC 9126 section 4). Reading it does not use it up, because users
     * reload pages and programs look at links (FAPI 2.0 Security Profile section 5.3.2.2); whether it was answered, the
     * stored request knows.
     */
    find: async (client: Client, requestUri: string): Promise<ContinuedPush | null> => {
      if (!isPushedRequestUri(requestUri)) return null;
      const secret = requestUri.slice(PREFIX.length);
      const found = await store.find({ hash: hashSecret(secret), appId: client.id, now: clock.now() });
      if (found === null) return null;
      const handle = hashSecret(`continued ${secret}`);
      return { params: parseParams(found.parameters), dpopJkt: found.dpopJkt, handle };
    },
  };
};

export type PushedRequests = ReturnType<typeof createPushedRequests>;
