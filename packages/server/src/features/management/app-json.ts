import { toSeconds } from '../../kernel/clock.js';
import type { Secret } from '../../kernel/secret.js';
import { type App, type Apps, authMethodOf, type CreatedApp } from '../../domain/apps/index.js';
import type { AppJson, CreatedAppJson, CreatedSecretJson, SecretHintJson } from './schemas.js';

type SecretRow = Awaited<ReturnType<Apps['secrets']>>[number];

const fieldsOf = (app: App) => {
  const uris = app.redirectUris.map(({ uri }) => uri);
  return {
    id: app.id,
    name: app.name,
    description: app.description,
    client_id: app.clientId,
    redirect_uri: uris[0] ?? '',
    redirect_uris: uris,
    public: app.isPublic,
    require_pkce: app.requirePkce,
    allow_browser_secret: app.allowBrowserSecret,
    grant_types: [...app.grantTypes],
    id_token_signed_response_alg: app.idTokenAlg,
    post_logout_redirect_uris: [...app.postLogoutRedirectUris],
    backchannel_logout_uri: app.backchannelLogoutUri,
    token_endpoint_auth_method: authMethodOf(app),
    jwks: app.jwks && { ...app.jwks },
    jwks_uri: app.jwksUri,
    require_pushed_authorization_requests: app.requirePar,
    dpop_bound_access_tokens: app.dpopBound,
    fapi: app.isFapi,
    created_time: toSeconds(app.createdAt),
  };
};

export const secretHintJson = (row: SecretRow): SecretHintJson => ({
  id: row.id,
  hint: row.hint,
  created_time: toSeconds(row.createdAt),
  last_used_time: row.lastUsedAt === null ? null : toSeconds(row.lastUsedAt),
});

export const appJson = (app: App, secrets: readonly SecretRow[]): AppJson => ({
  ...fieldsOf(app),
  secrets: secrets.map(secretHintJson),
});

/** The only answer with the secret that an app is created with. */
export const createdAppJson = ({ app, secret }: CreatedApp): CreatedAppJson => ({
  ...fieldsOf(app),
  ...(secret === null ? {} : { client_secret: secret.reveal() }),
});

/** The only answer with a secret added later. */
export const createdSecretJson = ({ row, secret }: { row: SecretRow; secret: Secret }): CreatedSecretJson => ({
  id: row.id,
  client_secret: secret.reveal(),
  hint: row.hint,
  created_time: toSeconds(row.createdAt),
});
