import type { Locale } from '../../i18n/index.js';
import { MINUTE, toSeconds, type Clock } from '../../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../../kernel/secret.js';
import {
  commonResources,
  coversResources,
  formatResourceGrants,
  mergeResources,
  readResourceGrants,
  type ResourceGrant,
} from '../../protocol/resource-grants.js';
import { formatScope, readStoredScope, SCOPES, type Scope } from '../../protocol/scopes.js';
import type { Consent } from './store/answers.js';
import type { AuthorizationRow, ListedAuthorization } from '../tokens/index.js';
import type { Store } from '../store.js';
import type { App } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { AuthorizationParameters } from './requests.js';
import type { Notifications } from '../mail/index.js';
import type { PlaygroundRedirects } from '../playground/index.js';
import { sidOf, type Session } from '../sessions/index.js';

/** RFC 6749 section 4.1.2 allows ten minutes; a redirect takes seconds. */
const CODE_LIFETIME = MINUTE;

const without = (scopes: readonly Scope[], taken: readonly Scope[]): Scope[] =>
  scopes.filter((scope) => !taken.includes(scope));

const union = (a: readonly Scope[], b: readonly Scope[]): Scope[] =>
  SCOPES.filter((scope) => a.includes(scope) || b.includes(scope));

/** What a user is asked about. */
export interface AskedOfUser {
  scopes: readonly Scope[];
  /** Where the answer goes; null when it goes nowhere, but waits for a device to fetch it. */
  registeredUri: string | null;
}

/**
 * Whether a consent given earlier was given to the same app: it has the name and owner the user saw, and the redirect URI
 * was registered then.
 */
const isSameApp = (authorization: AuthorizationRow, app: App, { registeredUri }: AskedOfUser): boolean => {
  const uri = app.redirectUris.find((registered) => registered.uri === registeredUri);
  return (
    (registeredUri === null || (uri !== undefined && uri.createdAt <= authorization.granted_at)) &&
    authorization.app_name === app.name &&
    authorization.app_owner_id === app.owner_id
  );
};

/**
 * Whether a consent given earlier answers this request too (design decision 1): the app is the same, nothing is asked for
 * that was not granted or declined then, and something was granted.
 */
const covers = (authorization: AuthorizationRow, app: App, parameters: AuthorizationParameters): boolean => {
  const granted = readStoredScope(authorization.scope);
  const answered = union(granted, readStoredScope(authorization.declined));
  return (
    isSameApp(authorization, app, parameters) &&
    parameters.scopes.every((scope) => answered.includes(scope)) &&
    coversResources(readResourceGrants(authorization.resources), parameters.resources) &&
    (parameters.resources.length > 0 || parameters.scopes.some((scope) => granted.includes(scope)))
  );
};

/** Whether the user lets an app in that had no access before, or was another one to them. */
export const isNewlyAllowed = (before: AuthorizationRow | undefined, app: App, asked: AskedOfUser): boolean =>
  before === undefined || !isSameApp(before, app, asked);

/** What a user ticked: scopes for our own endpoints, and other resources. */
export interface Granted {
  scopes: readonly Scope[];
  resources: readonly ResourceGrant[];
}

export type { ListedAuthorization };

/** An authorization that answers a request. */
export type Covering = AuthorizationRow;

/** What an app asked for, who answers, and in which session. */
export interface Asked {
  app: App;
  parameters: AuthorizationParameters;
  session: Session;
  /** Null when the request is answered at once and was never stored. */
  requestId: number | null;
}

/** What to record when a user allows an app something. What they allowed it before, and were not asked about now, stays. */
export const consentTo = (app: App, asked: AskedOfUser, userId: string, granted: Granted): Consent => ({
  userId,
  appId: app.id,
  appName: app.name,
  appOwnerId: app.owner_id,
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

interface Dependencies {
  store: Store;
  clock: Clock;
  audit: Audit;
  /** Null when the operator has switched the playground off. */
  playground: PlaygroundRedirects | null;
  notifications: Notifications;
}

/** What users have allowed apps. */
export const createAuthorizations = ({ store, clock, audit, playground, notifications }: Dependencies) => {
  const isForPlayground = ({ redirectUri }: AuthorizationParameters): boolean => playground?.owns(redirectUri) === true;

  /** Checked once more where the code is made: since the request was stored, another user may have signed in. */
  const isMisdirected = async ({ app, parameters, session }: Asked): Promise<boolean> =>
    isForPlayground(parameters) && (await playground?.accepts(app, session, parameters.state)) !== true;

  const answer = async (asked: Asked, authorization: Consent | number): Promise<Secret | null> => {
    if (await isMisdirected(asked)) return null;
    const { parameters, session, requestId } = asked;
    const code = randomSecret();
    const now = clock.now();
    const answered = await store.answers.allow({
      requestId,
      authorization,
      code: {
        hash: hashSecret(code),
        redirectUri: parameters.redirectUri,
        codeChallenge: parameters.codeChallenge,
        nonce: parameters.nonce,
        authTime: toSeconds(session.created_at),
        expiresAt: now + CODE_LIFETIME,
        dpopJkt: parameters.dpopJkt,
        sid: sidOf(session),
        amr: session.amr,
      },
      shareOf: ({ scope, resources }) => {
        const granted = readStoredScope(scope);
        return {
          scope: formatScope(parameters.scopes.filter((each) => granted.includes(each))),
          resources: formatResourceGrants(commonResources(parameters.resources, readResourceGrants(resources))),
        };
      },
      now,
    });
    return answered && code;
  };

  return {
    find: (userId: string, app: App): Promise<AuthorizationRow | undefined> =>
      store.authorizations.findLive(userId, app.id),

    /** The live authorization that covers the request, if there is one. */
    findCovering: async (userId: string, app: App, parameters: AuthorizationParameters): Promise<Covering | null> => {
      const authorization = await store.authorizations.findLive(userId, app.id);
      return authorization && covers(authorization, app, parameters) ? authorization : null;
    },

    /**
     * Records a consent to `granted` of the requested scopes, and answers the request with a code. What the user allowed
     * the same app before, and was not asked about now, stays. Null when the request was answered before.
     */
    allow: async (asked: Asked, granted: Granted, locale: Locale | null = null): Promise<Secret | null> => {
      const { app, parameters, session } = asked;
      // The playground's URI is none of the app's, and what the developer allowed their own app elsewhere stays.
      const about = isForPlayground(parameters) ? { scopes: parameters.scopes, registeredUri: null } : parameters;
      const consent = consentTo(app, about, session.user_id, granted);
      const before = await store.authorizations.findLive(session.user_id, app.id);
      const code = await answer(asked, consent);
      if (code !== null) {
        const detail = { scope: formatScope(granted.scopes) };
        await audit.record({ type: 'authorization_granted', userId: session.user_id, appId: app.id, detail });
        if (isNewlyAllowed(before, app, about)) {
          await notifications.tell(session.user_id, { notice: 'app_allowed', about: app.name, locale });
        }
      }
      return code;
    },

    /** Answers the request with what was allowed before. Null when that has just ended. */
    reuse: (asked: Asked, authorization: Covering): Promise<Secret | null> => answer(asked, authorization.id),

    list: (userId: string): Promise<ListedAuthorization[]> => store.authorizations.listLiveByUser(userId, clock.now()),

    /** Ends an authorization and kills its tokens. False when the user has no such live one. */
    end: async (id: number, userId: string): Promise<boolean> => {
      const ended = await store.authorizations.end(id, userId, clock.now());
      if (ended) await audit.record({ type: 'authorization_ended', userId, detail: { authorization: id } });
      return ended;
    },

    /** Kills every app's tokens for the user; the authorizations stay, so that a new sign-in is enough. */
    revokeTokens: (userId: string, reason: 'password_changed' | 'account_disabled'): Promise<void> =>
      store.authorizations.revokeTokensOfUser(userId, reason, clock.now()),
  };
};

export type Authorizations = ReturnType<typeof createAuthorizations>;
