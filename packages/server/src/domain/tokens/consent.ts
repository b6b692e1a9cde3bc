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

/** Whether giving all that is asked gives one of these. Staying connected is part of that, whether or not it is asked for. */
const wouldGive = ({ scopes }: Pick<AskedOfUser, 'scopes'>, declined: readonly Scope[]): boolean =>
  declined.some((scope) => scope === 'offline_access' || scopes.includes(scope));

/**
 * Whether an earlier consent covers this request (design decision 1): the same app, nothing requested that was not
 * granted or declined then, all of it shown with the address that is answered now, nothing of it declined there and
 * allowed elsewhere since, and something granted.
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
    !wouldGive(asked, without(shown.declined, authorization.declined)) &&
    (asked.resources.length > 0 || asked.scopes.some((scope) => authorization.scopes.includes(scope)))
  );
};

/**
 * What a code for this address may be for: what was allowed elsewhere after it was declined here is not given here, however
 * the answer was decided. A URI of the playground (null) is no address of the app.
 */
export const allowedAt = (authorization: Authorization, registeredUri: string | null): Access => {
  const shown = registeredUri === null ? undefined : shownAt(authorization, registeredUri);
  const { scopes, resources } = authorization;
  return { scopes: without(scopes, shown?.declined ?? []), resources };
};

/** Whether allowing this would give the app what the user has declined, at this address or wherever they were asked last. */
export const isDeclined = (authorization: Authorization, asked: AskedOfUser & { registeredUri: string }): boolean =>
  wouldGive(asked, union(authorization.declined, shownAt(authorization, asked.registeredUri)?.declined ?? []));

/** Whether the app does not stay connected, because the user has declined that and is not asked about it now. */
export const staysDeclined = (before: Authorization | null, { scopes }: Pick<AskedOfUser, 'scopes'>): boolean =>
  before?.declined.includes('offline_access') === true && !scopes.includes('offline_access');

const shownNow = ({ scopes, registeredUri }: AskedOfUser, granted: Access): Shown | null =>
  registeredUri === null
    ? null
    : {
        origin: originOfUri(registeredUri),
        scopes,
        resources: granted.resources,
        declined: without(scopes, granted.scopes),
      };

/** What stays declined at an address after a page there that says whether the app stays connected, with a box or without. */
const stillDeclined = (before: Shown | undefined, now: Shown, declined: readonly Scope[]): Scope[] => {
  const answered = declined.includes('offline_access') ? now.scopes : union(now.scopes, ['offline_access']);
  return union(without(before?.declined ?? [], answered), now.declined);
};

/**
 * What has been shown where, after a page for `now` (null if it named no address), with what is declined from then on.
 * Keeps only addresses that the app has had since, and at each only what the user still answers for: whatever was
 * withdrawn is asked again everywhere.
 */
const shownAfter = (
  earlier: Authorization | null,
  app: App,
  now: Shown | null,
  declined: readonly Scope[],
): Shown[] => {
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
      declined: stillDeclined(before, now, declined),
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
    const declined = union(keptDeclined, without(asked.scopes, granted.scopes));
    return {
      scopes: union(kept, granted.scopes),
      declined,
      resources: mergeResources(earlier?.resources ?? [], granted.resources),
      shown: shownAfter(earlier, app, shownNow(asked, granted), declined),
    };
  },
});
