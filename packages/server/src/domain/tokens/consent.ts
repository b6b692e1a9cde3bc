import {
  coversResources,
  formatResourceGrants,
  mergeResources,
  readResourceGrants,
  type ResourceGrant,
} from '../../protocol/resource-grants.js';
import { formatScope, readStoredScope, SCOPES, type Scope } from '../../protocol/scopes.js';
import type { App } from '../apps/index.js';
import type { AuthorizationRow, Consent } from './store/authorizations.js';

const without = (scopes: readonly Scope[], taken: readonly Scope[]): Scope[] =>
  scopes.filter((scope) => !taken.includes(scope));

const union = (a: readonly Scope[], b: readonly Scope[]): Scope[] =>
  SCOPES.filter((scope) => a.includes(scope) || b.includes(scope));

/** What a user is asked to allow. */
export interface AskedOfUser {
  scopes: readonly Scope[];
  /** Where the response goes; null if a device will fetch it. */
  registeredUri: string | null;
}

/**
 * Whether an earlier consent was for the same app: the same name and owner as the user saw, and a redirect URI
 * registered by then.
 */
const isSameApp = (authorization: AuthorizationRow, app: App, { registeredUri }: AskedOfUser): boolean => {
  const uri = app.redirectUris.find((registered) => registered.uri === registeredUri);
  return (
    (registeredUri === null || (uri !== undefined && uri.createdAt <= authorization.granted_at)) &&
    authorization.app_name === app.name &&
    authorization.app_owner_id === (app.owner ?? '')
  );
};

/** What a request asks for. */
interface Covered extends AskedOfUser {
  resources: readonly ResourceGrant[];
}

/**
 * Whether an earlier consent covers this request (design decision 1): the same app, nothing requested that was not
 * granted or declined then, and something granted.
 */
export const covers = (authorization: AuthorizationRow, app: App, parameters: Covered): boolean => {
  const granted = readStoredScope(authorization.scope);
  const answered = union(granted, readStoredScope(authorization.declined));
  return (
    isSameApp(authorization, app, parameters) &&
    parameters.scopes.every((scope) => answered.includes(scope)) &&
    coversResources(readResourceGrants(authorization.resources), parameters.resources) &&
    (parameters.resources.length > 0 || parameters.scopes.some((scope) => granted.includes(scope)))
  );
};

/** Whether the app had no access before, or was another one to the user. */
export const isNewlyAllowed = (before: AuthorizationRow | undefined, app: App, asked: AskedOfUser): boolean =>
  before === undefined || !isSameApp(before, app, asked);

/** What a user allowed: scopes for our own endpoints, and other resources. */
export interface Granted {
  scopes: readonly Scope[];
  resources: readonly ResourceGrant[];
}

/** The consent to record when a user allows an app something. Keeps what they allowed before and were not asked about now. */
export const consentTo = (app: App, asked: AskedOfUser, userId: string, granted: Granted): Consent => ({
  userId,
  appId: app.id,
  appName: app.name,
  appOwnerId: app.owner ?? '',
  merge: (before) => {
    const earlier = before && isSameApp(before, app, asked) ? before : undefined;
    const kept = earlier ? without(readStoredScope(earlier.scope), asked.scopes) : [];
    const keptDeclined = earlier ? without(readStoredScope(earlier.declined), asked.scopes) : [];
    return {
      scope: formatScope(union(kept, granted.scopes)),
      declined: formatScope(union(keptDeclined, without(asked.scopes, granted.scopes))),
      resources: formatResourceGrants(
        mergeResources(earlier ? readResourceGrants(earlier.resources) : [], granted.resources),
      ),
    };
  },
});
