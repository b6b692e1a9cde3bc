import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import type { Apps } from '../../services/apps.js';
import type { Tokens } from '../../services/tokens.js';
import { readClientRequest, required } from '../../web/client-request.js';
import type { RequestEnv } from '../../web/env.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/oauth-endpoint.js';

interface Dependencies {
  apps: Apps;
  tokens: Tokens;
  issuer: string;
  log: Log;
}

/** The revocation endpoint (RFC 7009). `token_type_hint` is not needed: our tokens tell themselves apart. */
export const revokeEndpoint = ({ apps, tokens, issuer, log }: Dependencies): Hono<RequestEnv> => {
  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params } = await readClientRequest(c, apps);
    await tokens.revoke(client, required(params, 'token'));
    return { body: null, headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all('/api/oauth2/revoke', oauthEndpoint({ issuer, log, methods: ['POST'], handle }));
};
