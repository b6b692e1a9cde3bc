import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';
import type { Clients } from '../../domain/client-auth/index.js';
import type { IntrospectionService } from '../../domain/resources/index.js';
import { readClientRequest } from '../../web/http/client-request.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/http/oauth-endpoint.js';
import type { RequestNotes } from '../../web/http/request-notes.js';

interface Dependencies {
  clients: Clients;
  introspection: IntrospectionService;
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/**
 * The introspection endpoint (RFC 7662 section 2). Ignores `token_type_hint`, because the prefix of a token tells its
 * type. Refuses apps without a secret (section 2.1), in whose name anybody could test tokens.
 */
export const introspectEndpoint = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { clients, introspection, issuer, log, limitFailures, trustProxy, requestNotes } = dependencies;

  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params } = await readClientRequest(c, clients, trustProxy);
    if (client.isPublic) {
      throw new OAuthError(
        'invalid_client',
        'A public app cannot authenticate itself, so it cannot introspect tokens.',
      );
    }
    return { body: await introspection.introspect(client, params.required('token')), headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/introspect',
    oauthEndpoint({ issuer, log, note: requestNotes('introspect'), limitFailures, methods: ['POST'], handle }),
  );
};
