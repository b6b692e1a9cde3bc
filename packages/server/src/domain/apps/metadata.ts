import { fault } from '../../kernel/fault.js';
import type { JsonObject } from '../../kernel/json.js';
import { AUTH_METHODS, settingValuesOf, type App, type AuthMethod, type Remarks } from './store/app.js';
import { collectDrafts, settingsOf, SETTINGS, showSettings, type Setting } from './settings/table.js';
import { MAX_TEXT } from './settings/types.js';
import { CODE_GRANTS } from './settings/grant-types.js';
import type { AppDraft } from './settings/changes.js';
import { redirectUriFaults } from '../../protocol/redirect-uri.js';
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

const RESPONSE_TYPES = ['code'];
const APPLICATION_TYPES = ['web', 'native'] as const;

/** Any program on a device can claim such a URI, so a secret would prove nothing. RFC 7591 section 3.2.1 lets us say `none`. */
const needsPublic = (uri: string): boolean =>
  redirectUriFaults(uri, { public: false }).some(({ code }) => code === 'uriSchemeOfPublicApps');

/** Clients without redirection have none. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Settings in metadata. Grant types are read apart: unknown ones are ignored. */
const REGISTERED = settingsOf('registration').filter((key) => key !== 'grantTypes');

const UNSAID = collectDrafts(REGISTERED, ({ fallback }) => fallback);

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
    setting: <D, V>({ name, metadata = name, expected, fromJson }: Setting<D, V>): D | null =>
      read(metadata, expected, (value) =>
        typeof value === 'string' && value.length > MAX_TEXT ? undefined : fromJson(value),
      ),
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
  const chosen = reader.choice('token_endpoint_auth_method', AUTH_METHODS);
  const settings = collectDrafts(REGISTERED, (row) => reader.setting(row) ?? undefined);
  const { redirectUris = [], jwks = null, jwksUri = null } = settings;
  if (redirectUris.length > 0 || !isEmptyList(members['response_types']))
    reader.choices('response_types', RESPONSE_TYPES);
  const isPublic = redirectUris.length > 0 && redirectUris.every(needsPublic);
  const authMethod = chosen ?? (isPublic ? 'none' : defaults.authMethod);
  const usesKeys = authMethod === 'private_key_jwt';
  const metadata: ClientMetadata = {
    draft: {
      ...UNSAID,
      ...settings,
      name: settings.name ?? defaults.nameFor(redirectUris[0] ?? ''),
      redirectUris,
      // All apps have the first two; requesting either means both.
      grantTypes: [...CODE_GRANTS, ...(reader.choices('grant_types', defaults.grantTypes) ?? [])],
      isPublic: authMethod === 'none',
      authMethod,
      jwks: usesKeys ? jwks : null,
      jwksUri: usesKeys ? jwksUri : null,
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

/** The name of a setting in client metadata. */
export const metadataField = (field: string): string => {
  if (field === 'redirect_uri') return 'redirect_uris';
  return Object.values(SETTINGS).find(({ name }) => name === field)?.metadata ?? field;
};

/** An app's registration (RFC 7591 section 3.2.1) as JSON: all of it, sent or default. */
export const metadataOf = (app: App): JsonObject => {
  const { remarks } = app;
  const method = authMethodOf(app);
  const shown = showSettings(
    settingsOf('registration'),
    settingValuesOf(app),
    ({ name, metadata = name, toJson }, value) => [metadata, toJson(value)],
  );
  const { scope = null } = remarks ?? {};
  return {
    ...Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null)),
    ...(app.clientUri === null ? {} : { client_uri: app.clientUri }),
    application_type: remarks?.applicationType ?? 'web',
    // The server accepts a secret in body or header, so only the client knows which it uses. What it said of anything else may
    // have changed since.
    token_endpoint_auth_method:
      method === 'client_secret_basic' && remarks?.authMethod === 'client_secret_post' ? remarks.authMethod : method,
    // A client without redirection uses neither codes nor the authorization endpoint (RFC 7591 section 2.1).
    ...(app.redirectUris.length > 0
      ? { response_types: RESPONSE_TYPES }
      : { response_types: [], grant_types: app.grantTypes.filter((name) => name !== 'authorization_code') }),
    ...(scope === null ? {} : { scope }),
  };
};
