import { fault } from '../../../kernel/fault.js';
import { canonicalName, mixesAlphabets } from '../../../kernel/text.js';
import { redirectUriFaults } from '../../../protocol/redirect-uri.js';
import type { FieldFault } from '../../../i18n/field-fault.js';
import type { App, AuthMethod } from '../store/app.js';
import type { AppRegistration, RegistrationToken } from '../store/apps.js';
import { cleanedGrants, DEVICE_GRANT, missingGrants } from './grant-types.js';
import { openIdFaults } from './openid.js';
import type { SettingDrafts } from './table.js';

/** The settings a developer asks for; the rest have their fallbacks. */
export interface AppDraft extends Partial<SettingDrafts> {
  name: string;
  redirectUris: readonly string[];
  /** Follows from `isPublic` and the keys; if given, must agree with them. A method with a secret removes the keys. */
  authMethod?: AuthMethod;
}

/** Unchanged if omitted. */
export type AppChanges = Partial<Omit<AppDraft, 'isPublic' | 'isTrusted'>>;

/** How an app that no developer created was registered. Without a client_id it is given one. */
export type NewRegistration = AppRegistration & RegistrationToken & { clientId?: string };

const MAX_NAME = 100;
const MAX_DESCRIPTION = 500;
const MAX_REDIRECT_URIS = 10;

const isName = (text: string): boolean => {
  const name = canonicalName(text, MAX_NAME);
  return name !== null && !mixesAlphabets(name);
};

/** All faults of the given fields, before anything is stored. An app of the device flow needs no redirect URI. */
export const appFaults = (
  changes: AppChanges,
  isPublic: boolean,
  grantTypes: readonly string[] = changes.grantTypes ?? [],
): FieldFault[] => {
  const faults: FieldFault[] = [];
  if (changes.name !== undefined && !isName(changes.name)) {
    faults.push({ field: 'name', fault: fault('appName', MAX_NAME) });
  }
  if (
    changes.description !== undefined &&
    changes.description.trim() !== '' &&
    canonicalName(changes.description, MAX_DESCRIPTION) === null
  ) {
    faults.push({ field: 'description', fault: fault('appDescription', MAX_DESCRIPTION) });
  }
  faults.push(...openIdFaults(changes, isPublic), ...missingGrants(changes));
  const uris = changes.redirectUris;
  if (uris === undefined) return faults;
  if (uris.length === 0 && !grantTypes.includes(DEVICE_GRANT))
    faults.push({ field: 'redirect_uri', fault: fault('redirectUriMissing') });
  if (uris.length > MAX_REDIRECT_URIS) {
    return [...faults, { field: 'redirect_uris', fault: fault('redirectUrisTooMany', MAX_REDIRECT_URIS) }];
  }
  uris.forEach((uri, index) => {
    for (const found of redirectUriFaults(uri, { public: isPublic })) {
      faults.push({ field: uris.length === 1 ? 'redirect_uri' : `redirect_uris.${index}`, fault: found });
    }
  });
  return faults;
};

/** Normalised for storing. */
export const cleaned = <T extends AppChanges>(changes: T): T => ({
  ...changes,
  ...(changes.name === undefined ? {} : { name: canonicalName(changes.name, MAX_NAME) ?? changes.name }),
  ...(changes.description === undefined
    ? {}
    : { description: canonicalName(changes.description, MAX_DESCRIPTION) ?? '' }),
  ...(changes.redirectUris === undefined ? {} : { redirectUris: [...new Set(changes.redirectUris)] }),
  ...(changes.grantTypes === undefined ? {} : { grantTypes: cleanedGrants(changes.grantTypes) }),
  ...(changes.postLogoutRedirectUris === undefined
    ? {}
    : { postLogoutRedirectUris: [...new Set(changes.postLogoutRedirectUris)] }),
});

const bringsNew = (had: readonly string[], given: readonly string[] = []): boolean =>
  given.some((uri) => !had.includes(uri));

/**
 * The operator trusted the app as it was. With another name or redirect URI it is no longer the same app; nor with another
 * address for after signing out, because links lead strangers straight to those of trusted apps.
 */
export const outgrowsTrust = (app: App, changes: AppChanges): boolean =>
  (changes.name ?? app.name) !== app.name ||
  bringsNew(
    app.redirectUris.map(({ uri }) => uri),
    changes.redirectUris,
  ) ||
  bringsNew(app.postLogoutRedirectUris, changes.postLogoutRedirectUris);
