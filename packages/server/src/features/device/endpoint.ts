import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import type { Clients } from '../../domain/client-auth/index.js';
import type { DeviceRequests } from '../../domain/device/index.js';
import { readClientRequest } from '../../web/http/client-request.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/http/oauth-endpoint.js';
import type { RequestNotes } from '../../web/http/request-notes.js';

interface Dependencies {
  clients: Clients;
  deviceRequests: DeviceRequests;
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/** The device authorization endpoint (RFC 8628 section 3.1). */
export const deviceAuthorizationEndpoint = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { clients, deviceRequests, issuer, log, limitFailures, trustProxy, requestNotes } = dependencies;

  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params } = await readClientRequest(c, clients, trustProxy);
    const asked = { scope: params.get('scope'), resources: params.all('resource') };
    return { body: await deviceRequests.begin(client, asked), headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/device_authorization',
    oauthEndpoint({ issuer, log, note: requestNotes('device'), limitFailures, methods: ['POST'], handle }),
  );
};
