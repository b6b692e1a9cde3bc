import { toSeconds } from '../../kernel/clock.js';
import type { Secret } from '../../kernel/secret.js';
import { type App, type Apps, authMethodOf, type CreatedApp, readGrantTypes } from '../../domain/apps/index.js';
import { postLogoutRedirectUrisOf } from '../../domain/logout/index.js';
import type { AppJson, CreatedAppJson, CreatedSecretJson, SecretHintJson } from './schemas.js';

type SecretRow = Awaited<ReturnType<Apps['secrets']>>[number];

const jwksOf = ({ jwks }: App): Record<string, unknown> | null => (jwks === null ? null : JSON.parse(jwks));

const fieldsOf = (app: App) => {
  const uris = app.redirectUris.map(({ uri }) => uri);
  return {
    id: app.id,
    name: app.name,
    description: app.description,
    client_id: app.client_id,
    redirect_uri: uris[0] ?? '',
    redirect_uris: uris,
    public: app.is_public === 1,
    require_pkce: app.require_pkce === 1,
    allow_browser_secret: app.allow_browser_secret === 1,
    grant_types: readGrantTypes(app),
    id_token_signed_response_alg: app.id_token_alg,
    post_logout_redirect_uris: postLogoutRedirectUrisOf(app),
    backchannel_logout_uri: app.backchannel_logout_uri,
    token_endpoint_auth_method: authMethodOf(app),
    jwks: jwksOf(app),
    jwks_uri: app.jwks_uri,
    require_pushed_authorization_requests: app.require_par === 1,
    dpop_bound_access_tokens: app.dpop_bound === 1,
    fapi: app.is_fapi === 1,
    created_time: toSeconds(app.created_at),
  };
};

export const secretHintJson = (row: SecretRow): SecretHintJson => ({
  id: row.id,
  hint: row.hint,
  created_time: toSeconds(row.created_at),
  last_used_time: row.last_used_at === null ? null : toSeconds(row.last_used_at),
});

export const appJson = (app: App, secrets: readonly SecretRow[]): AppJson => ({
  ...fieldsOf(app),
  secrets: secrets.map(secretHintJson),
});

/** The one answer that carries the secret an app begins with. */
export const createdAppJson = ({ app, secret }: CreatedApp): CreatedAppJson => ({
  ...fieldsOf(app),
  ...(secret === null ? {} : { client_secret: secret.reveal() }),
});

/** The one answer that carries a secret added later. */
export const createdSecretJson = ({ row, secret }: { row: SecretRow; secret: Secret }): CreatedSecretJson => ({
  id: row.id,
  client_secret: secret.reveal(),
  hint: row.hint,
  created_time: toSeconds(row.created_at),
});
