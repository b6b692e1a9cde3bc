import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';
import type { Apps, Client } from '../../domain/apps/index.js';
import type { Clients } from '../../domain/client-auth/index.js';
import {
  findRedirectUri,
  type PushedRequest,
  type PushedRequests,
  type RequestChecks,
} from '../../domain/authorization/index.js';
import { clientAddress } from '../../web/http/client-address.js';
import { readClientRequest } from '../../web/http/client-request.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/http/oauth-endpoint.js';
import type { RequestNotes } from '../../web/http/request-notes.js';

interface Dependencies {
  apps: Apps;
  clients: Clients;
  requestChecks: RequestChecks;
  pushedRequests: PushedRequests;
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/** The endpoint for pushed authorization requests (RFC 9126 section 2). */
export const parEndpoint = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { apps, clients, requestChecks, pushedRequests, issuer, log, limitFailures, trustProxy, requestNotes } =
    dependencies;

  /** Validates as the authorization endpoint would, before any browser is sent there (RFC 9126 section 2.1). */
  const check = async (client: Client, { params, dpopJkt }: PushedRequest): Promise<void> => {
    if (params.has('request_uri')) {
      throw new OAuthError('invalid_request', 'request_uri is returned by this endpoint and cannot be sent to it.');
    }
    const app = await apps.findById(client.id);
    if (app === undefined) throw new OAuthError('invalid_client', 'The app no longer exists.');
    const uri = findRedirectUri(params, app);
    if (uri === null) {
      throw new OAuthError('invalid_request', 'redirect_uri is not one of the redirect URIs of this app.');
    }
    await requestChecks.check(params, app, uri, { dpopJkt });
  };

  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params, proof } = await readClientRequest(c, clients, trustProxy);
    const request: PushedRequest = { params, dpopJkt: proof?.jkt ?? null };
    await check(client, request);
    await pushedRequests.admit(client, clientAddress(c, trustProxy));
    await proof?.spend();
    const { requestUri, expiresIn } = await pushedRequests.push(client, request);
    return { status: 201, body: { request_uri: requestUri, expires_in: expiresIn }, headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/par',
    oauthEndpoint({ issuer, log, note: requestNotes('par'), limitFailures, methods: ['POST'], handle }),
  );
};
