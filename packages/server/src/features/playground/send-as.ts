import type { Hono } from 'hono';
import type { Client } from '../../domain/apps/index.js';
import type { Clients } from '../../domain/client-auth/index.js';
import { createUnpublishedKeys } from '../../domain/keys/index.js';
import { seenAs, type TestUser } from '../../domain/playground/index.js';
import type { AccessTokens, TokenExchange, Tokens, TokenView } from '../../domain/tokens/index.js';
import { UnavailableError } from '../../kernel/unavailable.js';
import { invalidClient } from '../../protocol/errors.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';

/** How the server answers: normally, or as when something is wrong. */
export type Condition = 'normal' | 'expired' | 'empty' | 'unavailable';

/** What differs from reality for one request. */
export interface Circumstances {
  condition: Condition;
  /** The test user shown to the app instead of its owner, or null. */
  testUser: TestUser | null;
}

/** Sends an app's request to the server's own endpoints, which accept the app without credentials. */
export type SendAs = (client: Client, request: Request, circumstances: Circumstances) => Promise<Response>;

/** What the endpoints of one request need. */
export interface EndpointParts {
  clients: Clients;
  limitFailures: LimitFailures;
  accessTokens: AccessTokens;
  tokens: Tokens;
  exchange: TokenExchange;
}

/** How the playground reaches the endpoints, and on what they stand. */
export interface PlaygroundEndpoints {
  tokenView: TokenView;
  tokenServicesOn: (view: TokenView) => Pick<EndpointParts, 'accessTokens' | 'tokens' | 'exchange'>;
  /** The real endpoints that an app calls. They are never mounted, so no outside request reaches them. */
  endpointsWith: (parts: EndpointParts) => Hono<RequestEnv>;
}

/** Accepts only this app, without credentials: the playground has checked that it belongs to the developer. */
const knownAs = (client: Client): Clients => ({
  authenticate: ({ authentication }) =>
    authentication.clientId === client.clientId
      ? // The playground's request depends on the developer's session.
        Promise.resolve({ client, credential: null, condition: null, proof: null })
      : Promise.reject(invalidClient('The playground run belongs to another app.')),
});

/** The server itself makes these requests, so they cannot be used for guessing. */
const unlimited: LimitFailures = (_c, error) => Promise.resolve(error);

/** Access tokens as protected endpoints see them under a condition. */
const seenUnder = (condition: Condition, accessTokens: AccessTokens): AccessTokens => ({
  ...accessTokens,
  authenticate: async (presentation) => {
    if (condition === 'unavailable') throw new UnavailableError('simulated in the playground');
    const access = await accessTokens.authenticate(presentation);
    if (condition !== 'empty') return access;
    return { ...access, account: { ...access.account, usedQuota: access.account.quota } };
  },
});

/** Sends each request to a copy of the real endpoints, as one app and under the conditions that the developer chose. */
export const createSendAs = ({ tokenView, tokenServicesOn, endpointsWith }: PlaygroundEndpoints): SendAs => {
  const signer = createUnpublishedKeys();
  const viewOf = ({ owner }: Client, testUser: TestUser | null): TokenView =>
    testUser === null || owner === null ? tokenView : seenAs(testUser, { developerId: owner, signer }, tokenView);

  return async (client, request, { condition, testUser }) => {
    const view = viewOf(client, testUser);
    // With a lifetime of 0, access tokens expire as they are issued.
    const { accessTokens, tokens, exchange } = tokenServicesOn(
      condition === 'expired' ? { ...view, accessTokenLifetime: 0 } : view,
    );
    const endpoints = endpointsWith({
      clients: knownAs(client),
      limitFailures: unlimited,
      accessTokens: seenUnder(condition, accessTokens),
      tokens,
      exchange,
    });
    return endpoints.request(request);
  };
};
