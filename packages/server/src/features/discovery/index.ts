import { Hono } from 'hono';
import type { Log } from '../../kernel/log.js';
import { SCOPES } from '../../protocol/scopes.js';
import type { Keys } from '../../services/keys.js';
import type { RequestEnv } from '../../web/env.js';
import { oauthEndpoint, type Answer } from '../../web/oauth-endpoint.js';

interface Dependencies {
  keys: Keys;
  issuer: string;
  log: Log;
}

/** RFC 8414 and OpenID Connect Discovery: only what is there. */
const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/api/oauth2/authorize`,
  token_endpoint: `${issuer}/api/oauth2/token`,
  userinfo_endpoint: `${issuer}/api/oauth2/userinfo`,
  revocation_endpoint: `${issuer}/api/oauth2/revoke`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  service_documentation: `${issuer}/docs`,
  scopes_supported: SCOPES,
  response_types_supported: ['code'],
  response_modes_supported: ['query'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
  code_challenge_methods_supported: ['S256'],
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  ui_locales_supported: ['en', 'fr'],
  claims_supported: [
    'sub',
    'id',
    'username',
    'preferred_username',
    'email',
    'email_verified',
    'created_time',
    'status',
    'quota',
    'used_quota',
    'balance_formatted',
  ],
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  authorization_response_iss_parameter_supported: true,
});

/** What a client library reads before anything else. */
export const discovery = ({ keys, issuer, log }: Dependencies): Hono<RequestEnv> => {
  const documents = {
    '/.well-known/oauth-authorization-server': () => Promise.resolve(metadata(issuer)),
    '/.well-known/openid-configuration': () => Promise.resolve(metadata(issuer)),
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
