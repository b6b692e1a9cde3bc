import { toSeconds } from '../../kernel/clock.js';
import {
  type App,
  type AppSecret,
  authMethodOf,
  type CreatedApp,
  type CreatedSecret,
  settingsOf,
  settingValuesOf,
  showSettings,
} from '../../domain/apps/index.js';
import type { AppJson, CreatedAppJson, CreatedSecretJson, SecretHintJson } from './schemas.js';

const API_SETTINGS = settingsOf('api');

const fieldsOf = (app: App) => ({
  id: app.id,
  client_id: app.clientId,
  redirect_uri: app.redirectUris[0]?.uri ?? '',
  ...showSettings(API_SETTINGS, settingValuesOf(app), ({ name, toJson }, value) => [name, toJson(value)]),
  token_endpoint_auth_method: authMethodOf(app),
  created_time: toSeconds(app.createdAt),
});

export const secretHintJson = (row: AppSecret): SecretHintJson => ({
  id: row.id,
  hint: row.hint,
  created_time: toSeconds(row.createdAt),
  last_used_time: row.lastUsedAt === null ? null : toSeconds(row.lastUsedAt),
});

export const appJson = (app: App, secrets: readonly AppSecret[]): AppJson => ({
  ...fieldsOf(app),
  secrets: secrets.map(secretHintJson),
});

/** The only answer with the secret that an app is created with. */
export const createdAppJson = ({ app, secret }: CreatedApp): CreatedAppJson => ({
  ...fieldsOf(app),
  ...(secret === null ? {} : { client_secret: secret.reveal() }),
});

/** The only answer with a secret added later. */
export const createdSecretJson = ({ row, secret }: CreatedSecret): CreatedSecretJson => ({
  id: row.id,
  client_secret: secret.reveal(),
  hint: row.hint,
  created_time: toSeconds(row.createdAt),
});
