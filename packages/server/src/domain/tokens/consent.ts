import type { Access } from '../../protocol/access.js';
import { coversResources, mergeResources } from '../../protocol/resource-grants.js';
import { SCOPES, type Scope } from '../../protocol/scopes.js';
import { type App, appIdentity } from '../apps/index.js';
import type { Authorization } from './store/authorization.js';
import type { Consent } from './store/consents.js';

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
const isSameApp = (authorization: Authorization, app: App, { registeredUri }: AskedOfUser): boolean => {
  const uri = app.redirectUris.find((registered) => registered.uri === registeredUri);
  return (
    (registeredUri === null || (uri !== undefined && uri.createdAt <= authorization.grantedAt)) &&
    authorization.appName === app.name &&
    authorization.appOwner === app.owner
  );
};

/**
 * Whether an earlier consent covers this request (design decision 1): the same app, nothing requested that was not
 * granted or declined then, and something granted.
 */
export const covers = (authorization: Authorization, app: App, asked: AskedOfUser & Access): boolean => {
  const answered = union(authorization.scopes, authorization.declined);
  return (
    isSameApp(authorization, app, asked) &&
    asked.scopes.every((scope) => answered.includes(scope)) &&
    coversResources(authorization.resources, asked.resources) &&
    (asked.resources.length > 0 || asked.scopes.some((scope) => authorization.scopes.includes(scope)))
  );
};

/**
 * Whether allowing this would give the app what the user has declined. Staying connected is part of all that is allowed,
 * whether or not it is asked for.
 */
export const isDeclined = ({ declined }: Authorization, asked: Pick<AskedOfUser, 'scopes'>): boolean =>
  declined.some((scope) => scope === 'offline_access' || asked.scopes.includes(scope));

/** Whether the app had no access before, or was another one to the user. */
export const isNewlyAllowed = (before: Authorization | null, app: App, asked: AskedOfUser): boolean =>
  before === null || !isSameApp(before, app, asked);

/** The consent to record when a user allows an app something. Keeps what they allowed before and were not asked about now. */
export const consentTo = (app: App, asked: AskedOfUser, userId: string, granted: Access): Consent => ({
  userId,
  appId: app.id,
  appName: app.name,
  appOwner: app.owner,
  appIdentity: appIdentity(app),
  merge: (before) => {
    const earlier = before !== null && isSameApp(before, app, asked) ? before : null;
    const kept = without(earlier?.scopes ?? [], asked.scopes);
    // Whoever is not asked whether the app stays connected is told that it does.
    const keptDeclined = without(earlier?.declined ?? [], [...asked.scopes, 'offline_access']);
    return {
      scopes: union(kept, granted.scopes),
      declined: union(keptDeclined, without(asked.scopes, granted.scopes)),
      resources: mergeResources(earlier?.resources ?? [], granted.resources),
    };
  },
});
