import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import type { Apps, Client } from '../../services/apps.js';
import type { TokenResponse, Tokens } from '../../services/tokens.js';
import { readClientRequest, required } from '../../web/client-request.js';
import type { RequestEnv } from '../../web/env.js';
import { NO_STORE, oauthEndpoint, type Answer } from '../../web/oauth-endpoint.js';

interface Dependencies {
  apps: Apps;
  tokens: Tokens;
  issuer: string;
  log: Log;
}

type Grant = (client: Client, params: Params) => Promise<TokenResponse>;

/** Both, as RFC 6749 section 5.1 has it. */
const UNCACHED = { ...NO_STORE, pragma: 'no-cache' };

/** The token endpoint (RFC 6749 section 3.2): codes and refresh tokens become access tokens. */
export const tokenEndpoint = ({ apps, tokens, issuer, log }: Dependencies): Hono<RequestEnv> => {
  const grants: Readonly<Record<string, Grant>> = {
    authorization_code: (client, params) =>
      tokens.redeemCode(client, {
        code: required(params, 'code'),
        redirectUri: params.get('redirect_uri'),
        codeVerifier: params.get('code_verifier'),
      }),
    refresh_token: (client, params) =>
      tokens.refresh(client, { refreshToken: required(params, 'refresh_token'), scope: params.get('scope') }),
  };

  const grantNamed = (name: string): Grant => {
    const grant = Object.hasOwn(grants, name) ? grants[name] : undefined;
    if (grant === undefined) {
      const known = Object.keys(grants).join(' or ');
      throw new OAuthError('unsupported_grant_type', `grant_type must be ${known}.`);
    }
    return grant;
  };

  const handle = async (c: Context<RequestEnv>): Promise<Answer> => {
    const { client, params } = await readClientRequest(c, apps);
    const grant = grantNamed(required(params, 'grant_type'));
    return { body: await grant(client, params), headers: UNCACHED };
  };

  return new Hono<RequestEnv>().all('/api/oauth2/token', oauthEndpoint({ issuer, log, methods: ['POST'], handle }));
};
