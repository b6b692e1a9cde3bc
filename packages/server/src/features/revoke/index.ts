import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import type { Clients } from '../../domain/client-auth/index.js';
import type { Tokens } from '../../domain/tokens/index.js';
import { readClientRequest } from '../../web/http/client-request.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/http/oauth-endpoint.js';
import type { RequestNotes } from '../../web/http/request-notes.js';

interface Dependencies {
  clients: Clients;
  tokens: Tokens;
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
  limitFailures: LimitFailures;
  trustProxy: number;
}

/** The revocation endpoint (RFC 7009 section 2.1). Ignores `token_type_hint`, because a token's form tells its type. */
export const revokeEndpoint = ({
  clients,
  tokens,
  issuer,
  log,
  limitFailures,
  trustProxy,
  requestNotes,
}: Dependencies): Hono<RequestEnv> => {
  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params } = await readClientRequest(c, clients, trustProxy);
    await tokens.revoke(client, params.required('token'));
    // RFC 7009 section 2.2 needs no body, but some client libraries refuse an answer that is not JSON.
    return { body: {}, headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/revoke',
    oauthEndpoint({ issuer, log, note: requestNotes('revoke'), limitFailures, methods: ['POST'], handle }),
  );
};
