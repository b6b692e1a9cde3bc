import { invalidClient, invalidRequest } from '../../protocol/errors.js';
import type { Apps, Client } from '../../domain/apps/index.js';
import {
  findRedirectUri,
  type PushedRequest,
  type PushedRequests,
  type RequestChecks,
} from '../../domain/authorization/index.js';
import type { Admit } from '../../domain/client-auth/index.js';
import { clientAddress } from '../../web/http/client-address.js';
import { clientEndpoint, type ClientEndpointNeeds } from '../../web/http/client-request.js';
import { NO_STORE } from '../../web/http/oauth-endpoint.js';

interface Needs extends ClientEndpointNeeds {
  admit: Admit;
  apps: Apps;
  requestChecks: RequestChecks;
  pushedRequests: PushedRequests;
}

/** The endpoint for pushed authorization requests (RFC 9126 section 2). */
export const parEndpoint = ({ admit, apps, requestChecks, pushedRequests, ...needs }: Needs) => {
  /** Validates as the authorization endpoint would, before any browser is sent there (RFC 9126 section 2.1). */
  const check = async (client: Client, { params, dpopJkt }: PushedRequest): Promise<void> => {
    if (params.has('request_uri')) {
      throw invalidRequest('request_uri is returned by this endpoint and cannot be sent to it.');
    }
    const app = await apps.findById(client.id);
    if (app === undefined) throw invalidClient('The app no longer exists.');
    const uri = findRedirectUri(params, app, needs.issuer);
    if (uri === null) {
      throw invalidRequest('redirect_uri is not one of the redirect URIs of this app.');
    }
    await requestChecks.check(params, app, uri, { dpopJkt });
  };

  return clientEndpoint('par', 'par', needs, async ({ client, params, proof }, c) => {
    const request: PushedRequest = { params, dpopJkt: proof?.jkt ?? null };
    await check(client, request);
    const address = clientAddress(c, needs.trustProxy);
    await admit('pushed_request', client, { address, origin: c.req.header('origin') });
    await proof?.spend();
    const { requestUri, expiresIn } = await pushedRequests.push(client, request);
    return { status: 201, body: { request_uri: requestUri, expires_in: expiresIn }, headers: NO_STORE };
  });
};
