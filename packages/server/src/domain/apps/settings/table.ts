import { DEVICE_GRANT } from './grant-types.js';
import { ADDRESS, ALGORITHM, FLAG, GRANTS, JWKS, TEXT, URIS, type ColumnOf, type SettingType } from './types.js';
import { SIGNING_ALGS } from '../../../protocol/signing-alg.js';

/** Who may set it: the console's forms, the management API, client metadata, or `octroi app create` and `update`. */
export type Setter = 'console' | 'api' | 'registration' | 'command';

interface Row<C extends string | null> {
  /** In the management API, in forms and in faults. */
  name: string;
  column: C;
  by: readonly Setter[];
  /** In client metadata (RFC 7591 section 2), if not `name`. */
  metadata?: string;
  /** On the command line, if not `name` with dashes. */
  option?: string;
  /** Another, shorter name of the option. */
  shortOption?: string;
  /** In forms, if not `name`. */
  field?: string;
  /** Description in the OpenAPI document and the command's help. */
  says: string;
  /** Help of the option, if not `says`. */
  help?: string;
  required?: true;
  /** Also in the form that registers an app. */
  first?: true;
  /** Cannot be changed by developers later. */
  fixed?: true;
  /** Users see it, and it opens nothing: changing it needs no recent sign-in and causes no mail (ADR 0043). */
  appearance?: true;
  /** Public apps cannot choose it. */
  onlyConfidential?: true;
  /** Height of the text field. */
  lines?: number;
}

export type Setting<D, V, C extends string | null = string | null> = SettingType<D, V> & Row<C>;

const setting = <D, V, const C extends string | null>(type: SettingType<D, V>, row: Row<C>): Setting<D, V, C> => ({
  ...type,
  ...row,
});

const DEVELOPER: readonly Setter[] = ['console', 'api', 'command'];
const ANYONE: readonly Setter[] = [...DEVELOPER, 'registration'];
const OPERATOR: readonly Setter[] = ['command'];

/**
 * Every setting of an app, in the order of forms. The App value, its columns, the management API and its OpenAPI document,
 * client metadata, the console's forms and the command line all follow from it; labels are `console.settings` in i18n/.
 */
// prettier-ignore
export const APP_SETTINGS = {
  name: setting(TEXT, { name: 'name', column: 'name', by: ANYONE, metadata: 'client_name', says: 'Name shown to users, 1 to 100 characters.', appearance: true, required: true, first: true }),
  description: setting(TEXT, { name: 'description', column: 'description', by: DEVELOPER, says: 'What the app does, shown to users. At most 500 characters.', appearance: true, first: true, lines: 2 }),
  redirectUris: setting(URIS, { name: 'redirect_uris', column: null, by: ANYONE, option: 'redirect-uri', says: 'Where users may be sent back to, 10 at most. An app for devices only needs none.', required: true, first: true, lines: 4 }),
  isPublic: setting(FLAG, { name: 'public', column: 'is_public', by: DEVELOPER, says: 'Create no secret, for apps that cannot keep one. Requires PKCE.', first: true, fixed: true }),
  isTrusted: setting(FLAG, { name: 'trusted', column: 'is_trusted', by: OPERATOR, says: 'Do not ask users when the app sends auto_authorize=true.', fixed: true }),
  requirePkce: setting(FLAG, { name: 'require_pkce', column: 'require_pkce', by: DEVELOPER, says: 'Reject authorization requests without PKCE. Always on for public apps.', first: true, onlyConfidential: true }),
  allowBrowserSecret: setting(FLAG, { name: 'allow_browser_secret', column: 'allow_browser_secret', by: DEVELOPER, says: 'Accept the secret from browsers, where anyone who opens the page can read it.', first: true, onlyConfidential: true }),
  idTokenAlg: setting(ALGORITHM, { name: 'id_token_signed_response_alg', column: 'id_token_alg', by: ANYONE, option: 'id-token-alg', says: `Algorithm that signs id_tokens: ${SIGNING_ALGS.join(', ')}. RS256 by default.` }),
  claimsInIdToken: setting(FLAG, { name: 'claims_in_id_token', column: 'claims_in_id_token', by: DEVELOPER, says: 'Put the profile and email claims into id_tokens too, for libraries that do not read userinfo.' }),
  postLogoutRedirectUris: setting(URIS, { name: 'post_logout_redirect_uris', column: 'post_logout_redirect_uris', by: ANYONE, option: 'post-logout-redirect-uri', shortOption: 'post-logout-uri', says: 'Where users may be sent after signing out, 10 at most.', lines: 2 }),
  backchannelLogoutUri: setting(ADDRESS, { name: 'backchannel_logout_uri', column: 'backchannel_logout_uri', by: ANYONE, says: 'URL that receives a logout token when a session ends.' }),
  jwks: setting(JWKS, { name: 'jwks', column: 'jwks', by: ANYONE, says: 'JWK Set with the public keys that the app signs its requests with, instead of a secret.', onlyConfidential: true, lines: 4 }),
  jwksUri: setting(ADDRESS, { name: 'jwks_uri', column: 'jwks_uri', by: ANYONE, says: 'URL where the app publishes its JWK Set, instead of jwks.', onlyConfidential: true }),
  requirePar: setting(FLAG, { name: 'require_pushed_authorization_requests', column: 'require_par', by: ANYONE, option: 'require-par', says: 'Reject authorization requests that were not pushed (PAR).' }),
  dpopBound: setting(FLAG, { name: 'dpop_bound_access_tokens', column: 'dpop_bound', by: ANYONE, option: 'dpop', says: 'Bind the tokens of the app to its key (DPoP).' }),
  isFapi: setting(FLAG, { name: 'fapi', column: 'is_fapi', by: DEVELOPER, says: 'Apply the FAPI 2.0 Security Profile: PAR, PKCE, DPoP, and keys instead of a secret.', onlyConfidential: true }),
  grantTypes: setting(GRANTS, { name: 'grant_types', column: 'grant_types', by: ANYONE, option: 'device', field: 'device_flow', says: `authorization_code and refresh_token, and optionally ${DEVICE_GRANT}.`, help: 'Allow sign-in on devices without a browser (device flow). Libraries that send only client_id also need --public.' }),
};

type Rows = typeof APP_SETTINGS;
export type SettingKey = keyof Rows;

type DraftOf<R> = R extends SettingType<infer D, infer _V> ? D : never;
type ValueOf<R> = R extends SettingType<infer _D, infer V> ? V : never;
export type StoredKey = { [K in SettingKey]: Rows[K]['column'] extends string ? K : never }[SettingKey];

/** What developers ask for. */
export type SettingDrafts = { [K in SettingKey]: DraftOf<Rows[K]> };
/** What apps have. */
export type SettingValues = { [K in SettingKey]: ValueOf<Rows[K]> };
/** Those stored in the app's row. */
export type StoredValues = Pick<SettingValues, StoredKey>;
export type SettingColumns = {
  [K in StoredKey as Extract<Rows[K]['column'], string>]: ColumnOf<SettingValues[K]>;
};

export const SETTINGS: { readonly [K in SettingKey]: Setting<SettingDrafts[K], SettingValues[K]> } = APP_SETTINGS;

const isKey = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);

export const SETTING_KEYS: readonly SettingKey[] = Object.keys(SETTINGS).filter(isKey);

/** The settings that `by` may set. */
export const settingsOf = (by: Setter): SettingKey[] => SETTING_KEYS.filter((key) => SETTINGS[key].by.includes(by));

/** Collects settings; those read as undefined are omitted. */
export const collectDrafts = (
  keys: readonly SettingKey[],
  read: <K extends SettingKey>(
    row: Setting<SettingDrafts[K], SettingValues[K]>,
    key: K,
  ) => SettingDrafts[K] | undefined,
): Partial<SettingDrafts> => {
  const drafts: Partial<SettingDrafts> = {};
  const put = <K extends SettingKey>(key: K): void => {
    const draft = read(SETTINGS[key], key);
    if (draft !== undefined) drafts[key] = draft;
  };
  for (const key of keys) put(key);
  return drafts;
};

/** Whether it guards the app, its users or its tokens, as every setting does that is not only looked at. */
export const isGuard = (key: SettingKey): boolean => SETTINGS[key].appearance !== true;

/** Settings as an object with the names and values that `show` gives them. */
export const showSettings = <T>(
  keys: readonly SettingKey[],
  values: SettingValues,
  show: <V>(row: Setting<unknown, V>, value: V) => readonly [name: string, shown: T],
): Record<string, T> => {
  const one = <K extends SettingKey>(key: K) => show<SettingValues[K]>(SETTINGS[key], values[key]);
  return Object.fromEntries(keys.map((key) => one(key)));
};
