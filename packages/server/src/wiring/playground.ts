import { Hono } from 'hono';
import { tokenEndpoint } from '../features/token/index.js';
import { revokeEndpoint } from '../features/revoke/index.js';
import type { Condition, SendAs } from '../features/playground/steps.js';
import { topupEndpoint } from '../features/topup/endpoint.js';
import { userinfoEndpoint } from '../features/userinfo/index.js';
import { systemClock } from '../kernel/clock.js';
import { UnavailableError } from '../kernel/unavailable.js';
import { OAuthError } from '../protocol/errors.js';
import { authorizationCode } from '../domain/tokens/grants/authorization-code.js';
import { refreshToken } from '../domain/tokens/grants/refresh-token.js';
import {
  type AccessTokens,
  createAccessTokens,
  createTokenExchange,
  createTokenIssuing,
  createTokens,
} from '../domain/tokens/index.js';
import type { Client } from '../domain/apps/index.js';
import type { Clients } from '../domain/client-auth/index.js';
import { overlayUser, type UserView } from '../domain/playground/index.js';
import type { RequestEnv } from '../web/http/env.js';
import type { LimitFailures } from '../web/http/failure-limits.js';
import type { RequestNotes } from '../web/http/request-notes.js';
import type { Options, Services } from './services.js';

/** Accepts only this app, without credentials: the playground has checked that it belongs to the developer. */
const knownAs = (client: Client): Clients => ({
  authenticate: ({ authentication }) =>
    authentication.clientId === client.clientId
      ? Promise.resolve({ client, proof: null })
      : Promise.reject(new OAuthError('invalid_client', 'The playground run belongs to another app.')),
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

/**
 * Sends the playground's requests to a second copy of the real endpoints, each as one app and under the conditions the
 * developer chose. The copy is never mounted, so no outside request reaches it.
 */
export const createSendAs = (
  services: Services,
  { config, log, clock = systemClock }: Options,
  requestNotes: RequestNotes,
): SendAs => {
  const { keys, apps, idTokens, money, notifications, wallet } = services;
  const { issuer, dpop, trustProxy } = config;

  /** The token services for a view of the users. With a lifetime of 0, access tokens expire as they are issued. */
  const tokenServices = ({ tokenReader, accounts, audit, secretKey }: UserView, lifetime: number) => {
    const { tokenRecords } = services;
    const { authorizations } = tokenRecords;
    const reader = tokenReader;
    const accessTokens = createAccessTokens({ reader, authorizations, clock, keys, accounts, issuer, lifetime });
    const lifetimes = config;
    const issuing = createTokenIssuing({
      apps,
      clock,
      accessTokens,
      idTokens,
      accounts,
      issuer,
      secretKey,
      dpop,
      lifetimes,
    });
    const parts = { audit, clock, issuing, lifetimes, notifications, tokenReader, tokenRecords };
    const grants = [authorizationCode, refreshToken].map(({ type, create }) => ({ type, read: create(parts) }));
    return {
      accessTokens,
      exchange: createTokenExchange({ grants, issuing }),
      tokens: createTokens({ tokenRecords, clock, accessTokens, issuing }),
    };
  };

  return async (client, request, { condition, testUser }) => {
    const view = testUser === null || client.owner === null ? services : overlayUser(services, client.owner, testUser);
    const { accessTokens, exchange, tokens } = tokenServices(
      view,
      condition === 'expired' ? 0 : config.accessTokenLifetime,
    );
    const protection = { accessTokens: seenUnder(condition, accessTokens), dpopProofs: services.dpopProofs };
    const forClients = { clients: knownAs(client), issuer, log, limitFailures: unlimited, trustProxy, requestNotes };
    const app = new Hono<RequestEnv>();
    app.route('/', tokenEndpoint({ ...forClients, exchange }));
    app.route('/', revokeEndpoint({ ...forClients, tokens }));
    app.route('/', userinfoEndpoint({ protection, money, issuer, log, requestNotes }));
    app.route('/', topupEndpoint({ apps, protection, wallet, issuer, log, requestNotes }));
    return app.request(request);
  };
};
