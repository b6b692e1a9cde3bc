import { fault } from '../../kernel/fault.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import { SIGNING_ALGS } from '../../protocol/signing-alg.js';
import { AUTH_METHODS, type App, type AuthMethod, type Remarks } from './store/app.js';
import { CODE_GRANTS } from './grant-types.js';
import type { AppDraft } from './settings.js';
import type { InputFault, FieldFault } from '../../i18n/field-fault.js';
import { authMethodOf } from './security.js';

/** Client metadata as sent, converted to an app's settings. */
export interface ClientMetadata {
  draft: AppDraft;
  clientUri: string | null;
  remarks: Remarks;
}

export interface MetadataReading {
  metadata: ClientMetadata;
  /** Faults of its form; whether an app may have these values is checked by the rules for all apps. */
  faults: FieldFault[];
}

export interface MetadataDefaults {
  authMethod: AuthMethod;
  /** A name for an app that gives none, from its first redirect URI. */
  nameFor: (redirectUri: string) => string;
  /** The supported grant types; others are dropped, as RFC 7591 section 2 allows. */
  grantTypes: readonly string[];
}

const MAX_TEXT = 2000;
const RESPONSE_TYPES = ['code'];
const APPLICATION_TYPES = ['web', 'native'] as const;

/** Reads members and collects their faults. Null counts as absent (RFC 7592 section 2.2). */
const createReader = (members: JsonObject) => {
  const faults: FieldFault[] = [];

  const read = <T>(field: string, expected: InputFault, accept: (value: unknown) => T | undefined): T | null => {
    const value = Object.hasOwn(members, field) ? members[field] : undefined;
    if (value === undefined || value === null) return null;
    const accepted = accept(value);
    if (accepted === undefined) faults.push({ field, fault: expected });
    return accepted ?? null;
  };

  return {
    faults,
    text: (field: string): string | null =>
      read(field, fault('notText', MAX_TEXT), (value) =>
        typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined,
      ),
    webAddress: (field: string): string | null =>
      read(field, fault('notWebAddress'), (value) => {
        if (typeof value !== 'string' || value.length > MAX_TEXT || /[\p{Cc}\s]/u.test(value)) return undefined;
        return ['https:', 'http:'].includes(URL.parse(value)?.protocol ?? '') ? value : undefined;
      }),
    texts: (field: string): string[] | null =>
      read(field, fault('notTexts'), (value) =>
        Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined,
      ),
    flag: (field: string): boolean | null =>
      read(field, fault('notFlag'), (value) => (typeof value === 'boolean' ? value : undefined)),
    object: (field: string): JsonObject | null =>
      read(field, fault('notObject'), (value) => (isJsonObject(value) ? value : undefined)),
    choice: <T extends string>(field: string, choices: readonly T[]): T | null =>
      read(field, fault('notOneOf', choices.join(', ')), (value) => choices.find((choice) => choice === value)),
    /** The known choices among those sent. */
    choices: (field: string, choices: readonly string[]): string[] | null =>
      read(field, fault('notNaming', choices.join(' or ')), (value) => {
        const named = Array.isArray(value) ? choices.filter((choice) => value.includes(choice)) : [];
        return named.length === 0 ? undefined : named;
      }),
  };
};

/**
 * Reads client metadata (RFC 7591 section 2; OpenID Connect Dynamic Registration 1.0, RP-Initiated and Back-Channel
 * Logout; RFC 9126 section 6; RFC 9449 section 5.2). Ignores everything not in `ClientMetadata`, such as contacts and
 * policies, which nobody here would read, and `logo_uri`, because logos are uploaded, never fetched (ADR 0026). Keys
 * are read only for private_key_jwt.
 */
export const readClientMetadata = (members: JsonObject, defaults: MetadataDefaults): MetadataReading => {
  const reader = createReader(members);
  const redirectUris = reader.texts('redirect_uris') ?? [];
  const authMethod = reader.choice('token_endpoint_auth_method', AUTH_METHODS) ?? defaults.authMethod;
  const jwks = reader.object('jwks');
  const jwksUri = reader.text('jwks_uri');
  const usesKeys = authMethod === 'private_key_jwt';
  reader.choices('response_types', RESPONSE_TYPES);
  const idTokenAlg = reader.choice('id_token_signed_response_alg', SIGNING_ALGS);
  const backchannelLogoutUri = reader.text('backchannel_logout_uri');
  const metadata: ClientMetadata = {
    draft: {
      name: reader.text('client_name') ?? defaults.nameFor(redirectUris[0] ?? ''),
      description: '',
      redirectUris,
      // All apps have the first two; requesting either means both.
      grantTypes: [...CODE_GRANTS, ...(reader.choices('grant_types', defaults.grantTypes) ?? [])],
      public: authMethod === 'none',
      requirePkce: authMethod === 'none',
      allowBrowserSecret: false,
      authMethod,
      jwks: usesKeys && jwks !== null ? JSON.stringify(jwks) : null,
      jwksUri: usesKeys ? jwksUri : null,
      requirePar: reader.flag('require_pushed_authorization_requests') ?? false,
      dpopBound: reader.flag('dpop_bound_access_tokens') ?? false,
      idTokenAlg: idTokenAlg ?? 'RS256',
      postLogoutRedirectUris: reader.texts('post_logout_redirect_uris') ?? [],
      backchannelLogoutUri,
    },
    clientUri: reader.webAddress('client_uri'),
    remarks: {
      authMethod,
      applicationType: reader.choice('application_type', APPLICATION_TYPES) ?? 'web',
      scope: reader.text('scope'),
    },
  };
  return { metadata, faults: reader.faults };
};

/** The names of settings in client metadata, for faults. */
const FIELDS: Readonly<Record<string, string>> = {
  name: 'client_name',
  redirect_uri: 'redirect_uris',
};

/** The name of a setting in client metadata. */
export const metadataField = (field: string): string => FIELDS[field] ?? field;

/** An app's registration (RFC 7591 section 3.2.1) as JSON: all of it, sent or default. */
export const metadataOf = (app: App): JsonObject => {
  const { remarks, jwks } = app;
  const method = authMethodOf(app);
  return {
    client_name: app.name,
    ...(app.clientUri === null ? {} : { client_uri: app.clientUri }),
    redirect_uris: app.redirectUris.map(({ uri }) => uri),
    application_type: remarks?.applicationType ?? 'web',
    // The server accepts a secret in body or header, so only the client knows which it uses.
    token_endpoint_auth_method: method === 'client_secret_basic' ? (remarks?.authMethod ?? method) : method,
    grant_types: app.grantTypes,
    response_types: RESPONSE_TYPES,
    ...(typeof remarks?.scope === 'string' ? { scope: remarks.scope } : {}),
    ...(jwks === null ? {} : { jwks }),
    ...(app.jwksUri === null ? {} : { jwks_uri: app.jwksUri }),
    id_token_signed_response_alg: app.idTokenAlg,
    post_logout_redirect_uris: app.postLogoutRedirectUris,
    ...(app.backchannelLogoutUri === null ? {} : { backchannel_logout_uri: app.backchannelLogoutUri }),
    require_pushed_authorization_requests: app.requirePar,
    dpop_bound_access_tokens: app.dpopBound,
  };
};
