import { Hono } from 'hono';
import { LOCALES } from '../../i18n/index.js';
import type { Log } from '../../kernel/log.js';
import { ACR_VALUES } from '../../protocol/acr.js';
import { USERINFO_CLAIMS } from '../../protocol/claims.js';
import { SCOPES } from '../../protocol/scopes.js';
import { SIGNING_ALGS } from '../../protocol/signing-alg.js';
import { AUTH_METHODS } from '../../domain/apps/index.js';
import { PROMPTS, RESPONSE_MODES } from '../../domain/authorization/index.js';
import type { Keys } from '../../domain/keys/index.js';
import type { RequestEnv } from '../../web/http/env.js';
import { PROTECTED_RESOURCE_METADATA } from '../../web/http/bearer-access.js';
import { oauthEndpoint, type Answer } from '../../web/http/oauth-endpoint.js';
import { protectedResourceMetadata } from './protected-resource.js';

interface Dependencies {
  keys: Keys;
  issuer: string;
  /** Enabled by the operator. */
  par: boolean;
  dpop: boolean;
  registration: boolean;
  clientIdMetadata: boolean;
  deviceFlow: boolean;
  /** What the token endpoint accepts. */
  grantTypes: readonly string[];
  log: Log;
}

const ID_TOKEN_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'sid', 'at_hash'];

/** RFC 8414 section 2 and OpenID Connect Discovery section 3: only what this server supports. */
const metadata = ({ issuer, par, dpop, registration, clientIdMetadata, deviceFlow, grantTypes }: Dependencies) => ({
  issuer,
  authorization_endpoint: `${issuer}/api/oauth2/authorize`,
  token_endpoint: `${issuer}/api/oauth2/token`,
  userinfo_endpoint: `${issuer}/api/oauth2/userinfo`,
  revocation_endpoint: `${issuer}/api/oauth2/revoke`,
  end_session_endpoint: `${issuer}/api/oauth2/logout`,
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  introspection_endpoint: `${issuer}/api/oauth2/introspect`,
  ...(deviceFlow ? { device_authorization_endpoint: `${issuer}/api/oauth2/device_authorization` } : {}),
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  service_documentation: `${issuer}/docs`,
  scopes_supported: SCOPES,
  response_types_supported: ['code'],
  response_modes_supported: RESPONSE_MODES,
  grant_types_supported: grantTypes,
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: SIGNING_ALGS,
  acr_values_supported: ACR_VALUES,
  token_endpoint_auth_methods_supported: AUTH_METHODS,
  token_endpoint_auth_signing_alg_values_supported: SIGNING_ALGS,
  revocation_endpoint_auth_methods_supported: AUTH_METHODS,
  revocation_endpoint_auth_signing_alg_values_supported: SIGNING_ALGS,
  introspection_endpoint_auth_methods_supported: AUTH_METHODS.filter((method) => method !== 'none'),
  introspection_endpoint_auth_signing_alg_values_supported: SIGNING_ALGS,
  ...(par ? { pushed_authorization_request_endpoint: `${issuer}/api/oauth2/par` } : {}),
  ...(registration ? { registration_endpoint: `${issuer}/api/oauth2/register` } : {}),
  client_id_metadata_document_supported: clientIdMetadata,
  ...(dpop ? { dpop_signing_alg_values_supported: SIGNING_ALGS } : {}),
  code_challenge_methods_supported: ['S256'],
  prompt_values_supported: PROMPTS,
  ui_locales_supported: LOCALES,
  claims_supported: [...ID_TOKEN_CLAIMS, ...USERINFO_CLAIMS],
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  authorization_response_iss_parameter_supported: true,
});

/** The metadata that client libraries read first. */
export const discovery = (dependencies: Dependencies): Hono<RequestEnv> => {
  const { keys, issuer, log } = dependencies;
  const documents = {
    '/.well-known/oauth-authorization-server': () => Promise.resolve(metadata(dependencies)),
    '/.well-known/openid-configuration': () => Promise.resolve(metadata(dependencies)),
    [PROTECTED_RESOURCE_METADATA]: () => Promise.resolve(protectedResourceMetadata(dependencies)),
    '/.well-known/jwks.json': () => keys.jwks(),
  };
  const app = new Hono<RequestEnv>();
  for (const [path, document] of Object.entries(documents)) {
    const handle = async (): Promise<Answer> => ({
      body: await document(),
      headers: { 'cache-control': 'public, max-age=300' },
    });
    app.all(path, oauthEndpoint({ issuer, log, methods: ['GET'], handle }));
  }
  return app;
};
