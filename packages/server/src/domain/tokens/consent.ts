import { type Access, commonAccess } from '../../protocol/access.js';
import { originOfUri } from '../../protocol/redirect-uri.js';
import { coversResources, mergeResources } from '../../protocol/resource-grants.js';
import { SCOPES, type Scope } from '../../protocol/scopes.js';
import { type App, appIdentity } from '../apps/index.js';
import type { Authorization } from './store/authorization.js';
import type { Consent } from './store/consents.js';
import type { Shown } from './store/shown.js';

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

/** All that a user has answered, either way. */
const answeredIn = ({ scopes, declined, resources }: Authorization): Access => ({
  scopes: union(scopes, declined),
  resources,
});

const includes = (all: Access, part: Access): boolean =>
  part.scopes.every((scope) => all.scopes.includes(scope)) && coversResources(all.resources, part.resources);

const shownAt = ({ shown }: Authorization, registeredUri: string): Shown | undefined =>
  shown.find(({ origin }) => origin === originOfUri(registeredUri));

/** Whether the user has been asked for this app before, but never about sending the answer there. */
export const isElsewhere = (before: Authorization, registeredUri: string): boolean =>
  before.shown.length > 0 && shownAt(before, registeredUri) === undefined;

/**
 * Whether an earlier consent covers this request (design decision 1): the same app, nothing requested that was not
 * granted or declined then, all of it shown with the address that is answered now, and something granted.
 */
export const covers = (
  authorization: Authorization,
  app: App,
  asked: AskedOfUser & Access & { registeredUri: string },
): boolean => {
  const shown = shownAt(authorization, asked.registeredUri);
  return (
    isSameApp(authorization, app, asked) &&
    includes(answeredIn(authorization), asked) &&
    shown !== undefined &&
    includes(shown, asked) &&
    (asked.resources.length > 0 || asked.scopes.some((scope) => authorization.scopes.includes(scope)))
  );
};

/**
 * Whether allowing this would give the app what the user has declined. Staying connected is part of all that is allowed,
 * whether or not it is asked for.
 */
export const isDeclined = ({ declined }: Authorization, asked: Pick<AskedOfUser, 'scopes'>): boolean =>
  declined.some((scope) => scope === 'offline_access' || asked.scopes.includes(scope));

/** Whether the app does not stay connected, because the user has declined that and is not asked about it now. */
export const staysDeclined = (before: Authorization | null, { scopes }: Pick<AskedOfUser, 'scopes'>): boolean =>
  before?.declined.includes('offline_access') === true && !scopes.includes('offline_access');

const shownNow = ({ scopes, registeredUri }: AskedOfUser, { resources }: Access): Shown | null =>
  registeredUri === null ? null : { origin: originOfUri(registeredUri), scopes, resources };

/**
 * What has been shown where, after a page for `now` (null if it named no address). Keeps only addresses that the app has
 * had since, and at each only what the user still answers for: whatever was withdrawn is asked again everywhere.
 */
const shownAfter = (earlier: Authorization | null, app: App, now: Shown | null): Shown[] => {
  const isStillThere = ({ origin }: Shown): boolean =>
    app.redirectUris.some(
      ({ uri, createdAt }) => originOfUri(uri) === origin && createdAt <= (earlier?.grantedAt ?? 0),
    );
  const held =
    earlier?.shown.filter(isStillThere).map((shown) => ({ ...shown, ...commonAccess(shown, answeredIn(earlier)) })) ??
    [];
  if (now === null) return held;
  const before = held.find(({ origin }) => origin === now.origin);
  return [
    ...held.filter((shown) => shown !== before),
    {
      origin: now.origin,
      scopes: union(before?.scopes ?? [], now.scopes),
      resources: mergeResources(before?.resources ?? [], now.resources),
    },
  ];
};

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
    const keptDeclined = without(earlier?.declined ?? [], asked.scopes);
    return {
      scopes: union(kept, granted.scopes),
      declined: union(keptDeclined, without(asked.scopes, granted.scopes)),
      resources: mergeResources(earlier?.resources ?? [], granted.resources),
      shown: shownAfter(earlier, app, shownNow(asked, granted)),
    };
  },
});
