import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import type { Clients } from '../../domain/client-auth/index.js';
import type { TokenExchange } from '../../domain/tokens/index.js';
import { readClientRequest } from '../../web/http/client-request.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { oauthEndpoint, UNCACHED, type Answer } from '../../web/http/oauth-endpoint.js';
import type { RequestNotes } from '../../web/http/request-notes.js';

interface Dependencies {
  clients: Clients;
  exchange: TokenExchange;
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/** The token endpoint (RFC 6749 section 3.2): exchanges codes, refresh tokens and other grants for access tokens. */
export const tokenEndpoint = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { clients, exchange, issuer, log, limitFailures, trustProxy, requestNotes } = dependencies;

  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params, proof } = await readClientRequest(c, clients, trustProxy);
    const body = await exchange({ client, resources: params.all('resource'), proof }, params);
    return { body, headers: UNCACHED };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/token',
    oauthEndpoint({ issuer, log, note: requestNotes('token'), limitFailures, methods: ['POST'], handle }),
  );
};
