import { SECOND, type Clock } from '../kernel/clock.js';
import { hashSecret, randomSecret } from '../kernel/secret.js';
import { parseParams, type Params } from '../protocol/params.js';
import type { Store } from '../store/index.js';
import type { Client } from './apps.js';

/** What a handle looks like to an app (RFC 9126 section 2.2). */
const PREFIX = 'urn:ietf:params:oauth:request_uri:';

/** Time for a browser to follow a redirect, in seconds. FAPI 2.0 Security Profile section 5.3.2.2 wants less than 600. */
const LIFETIME = 90;

/** How an app proved itself is no part of its request, and no secret is kept. */
const PROOFS: ReadonlySet<string> = new Set(['client_secret', 'client_assertion', 'client_assertion_type']);

/** A pushed request as a browser brings it. */
export interface PushedRequest {
  params: Params;
  /** The key that the push proved (RFC 9449 section 10.1). */
  dpopJkt: string | null;
}

const encode = (params: Params): string =>
  new URLSearchParams(
    params
      .names()
      .filter((name) => !PROOFS.has(name))
      .flatMap((name) => params.all(name).map((value): [string, string] => [name, value])),
  ).toString();

/** Whether a request_uri is one of ours, rather than an address to fetch, which we never do. */
export const isPushedRequestUri = (requestUri: string): boolean => requestUri.startsWith(PREFIX);

/** Authorization requests that apps push before a browser brings them (RFC 9126). */
export const createPushedRequests = ({ store, clock }: { store: Store; clock: Clock }) => ({
  /** Keeps a request that has been checked. `expiresIn` is in seconds. */
  push: async (
    client: Client,
    { params, dpopJkt }: PushedRequest,
  ): Promise<{ requestUri: string; expiresIn: number }> => {
    const handle = randomSecret().reveal();
    await store.pushedRequests.insert({
      hash: hashSecret(handle),
      appId: client.id,
      parameters: encode(params),
      dpopJkt,
      expiresAt: clock.now() + LIFETIME * SECOND,
    });
    return { requestUri: `${PREFIX}${handle}`, expiresIn: LIFETIME };
  },

  /** Hands a request out once; null when it is unknown, another client's, used or expired (RFC 9126 section 4). */
  take: async (client: Client, requestUri: string): Promise<PushedRequest | null> => {
    if (!isPushedRequestUri(requestUri)) return null;
    const hash = hashSecret(requestUri.slice(PREFIX.length));
    const taken = await store.pushedRequests.take({ hash, appId: client.id, now: clock.now() });
    return taken === undefined ? null : { params: parseParams(taken.parameters), dpopJkt: taken.dpop_jkt };
  },
});

export type PushedRequests = ReturnType<typeof createPushedRequests>;
