import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import { parseClientAuthentication } from '../../protocol/client-auth.js';
import { OAuthError } from '../../protocol/errors.js';
import { parseParams } from '../../protocol/params.js';
import type { Apps } from '../../services/apps.js';
import type { Tokens } from '../../services/tokens.js';
import { FORM, readBody } from '../../web/body.js';
import type { RequestEnv } from '../../web/env.js';
import { NO_STORE, oauthEndpoint, refuseQuery, type Answer } from '../../web/oauth-endpoint.js';

interface Dependencies {
  apps: Apps;
  tokens: Tokens;
  issuer: string;
  log: Log;
}

/** The revocation endpoint (RFC 7009). `token_type_hint` is not needed: our tokens tell themselves apart. */
export const revokeEndpoint = ({ apps, tokens, issuer, log }: Dependencies): Hono<RequestEnv> => {
  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    refuseQuery(c);
    const params = parseParams(await readBody(c, FORM));
    const authentication = parseClientAuthentication(c.req.header('authorization'), params);
    const client = await apps.authenticate(authentication, c.req.header('origin'));
    const token = params.get('token');
    if (token === undefined) throw new OAuthError('invalid_request', 'The parameter token is missing.');
    await tokens.revoke(client, token);
    return { body: null, headers: NO_STORE };
  };

  return new Hono<RequestEnv>().all('/api/oauth2/revoke', oauthEndpoint({ issuer, log, methods: ['POST'], handle }));
};
