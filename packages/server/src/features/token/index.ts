import { Hono, type Context } from 'hono';
import type { Log } from '../../kernel/log.js';
import { OAuthError } from '../../protocol/errors.js';
import type { Params } from '../../protocol/params.js';
import { DEVICE_GRANT } from '../../domain/apps/index.js';
import type { Clients } from '../../domain/client-auth/index.js';
import type { DeviceRequests } from '../../domain/device/index.js';
import type { TokenRequest, TokenResponse, Tokens } from '../../domain/tokens/index.js';
import { readClientRequest, required } from '../../web/http/client-request.js';
import type { RequestEnv } from '../../web/http/env.js';
import type { LimitFailures } from '../../web/http/failure-limits.js';
import { oauthEndpoint, UNCACHED, type Answer } from '../../web/http/oauth-endpoint.js';
import type { RequestNotes } from '../../web/http/request-notes.js';

interface Dependencies {
  clients: Clients;
  tokens: Tokens;
  /** Null if the operator has disabled the device flow. */
  deviceRequests: DeviceRequests | null;
  issuer: string;
  log: Log;
  requestNotes: RequestNotes;
  limitFailures: LimitFailures;
  trustProxy: number;
}

type Grant = (request: TokenRequest, params: Params) => Promise<TokenResponse>;

/** The token endpoint (RFC 6749 section 3.2): exchanges codes and refresh tokens for access tokens. */
export const tokenEndpoint = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { clients, tokens, deviceRequests, issuer, log, limitFailures, trustProxy, requestNotes } = dependencies;
  const grants: Readonly<Record<string, Grant>> = {
    authorization_code: (request, params) =>
      tokens.redeemCode(request, {
        code: required(params, 'code'),
        redirectUri: params.get('redirect_uri'),
        codeVerifier: params.get('code_verifier'),
      }),
    refresh_token: (request, params) =>
      tokens.refresh(request, { refreshToken: required(params, 'refresh_token'), scope: params.get('scope') }),
    ...(deviceRequests === null
      ? {}
      : { [DEVICE_GRANT]: (request, params) => deviceRequests.redeem(request, required(params, 'device_code')) }),
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
    const { client, params, proof } = await readClientRequest(c, clients, trustProxy);
    const grant = grantNamed(required(params, 'grant_type'));
    const request: TokenRequest = { client, resources: params.all('resource'), proof };
    return { body: await grant(request, params), headers: UNCACHED };
  };

  return new Hono<RequestEnv>().all(
    '/api/oauth2/token',
    oauthEndpoint({ issuer, log, note: requestNotes('token'), limitFailures, methods: ['POST'], handle }),
  );
};
