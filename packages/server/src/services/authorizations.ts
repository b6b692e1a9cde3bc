import { MINUTE, toSeconds, type Clock } from '../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../kernel/secret.js';
import { formatScope, readStoredScope, SCOPES, type Scope } from '../protocol/scopes.js';
import type { Consent } from '../store/answers.js';
import type { AuthorizationRow, ListedAuthorization } from '../store/authorizations.js';
import type { Store } from '../store/index.js';
import type { App } from './apps.js';
import type { Audit } from './audit.js';
import type { AuthorizationParameters } from './authorization-requests.js';
import type { Session } from './sessions.js';

/** RFC 6749 section 4.1.2 allows ten minutes; a redirect takes seconds. */
const CODE_LIFETIME = MINUTE;

const without = (scopes: readonly Scope[], taken: readonly Scope[]): Scope[] =>
  scopes.filter((scope) => !taken.includes(scope));

const union = (a: readonly Scope[], b: readonly Scope[]): Scope[] =>
  SCOPES.filter((scope) => a.includes(scope) || b.includes(scope));

/**
 * Whether a consent given earlier was given to the same app: it has the name and owner the user saw, and the redirect URI
 * was registered then.
 */
const isSameApp = (authorization: AuthorizationRow, app: App, { registeredUri }: AuthorizationParameters): boolean => {
  const uri = app.redirectUris.find((registered) => registered.uri === registeredUri);
  return (
    uri !== undefined &&
    uri.createdAt <= authorization.granted_at &&
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
    parameters.scopes.some((scope) => granted.includes(scope))
  );
};

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

/** What users have allowed apps. */
export const createAuthorizations = ({ store, clock, audit }: { store: Store; clock: Clock; audit: Audit }) => {
  const answer = async (asked: Asked, authorization: Consent | number): Promise<Secret | null> => {
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
      },
      scopeOf: ({ scope }) => {
        const granted = readStoredScope(scope);
        return formatScope(parameters.scopes.filter((each) => granted.includes(each)));
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
    allow: async (asked: Asked, granted: readonly Scope[]): Promise<Secret | null> => {
      const { app, parameters, session } = asked;
      const merge: Consent['merge'] = (before) => {
        const earlier = before && isSameApp(before, app, parameters) ? before : undefined;
        const kept = earlier ? without(readStoredScope(earlier.scope), parameters.scopes) : [];
        const keptDeclined = earlier ? without(readStoredScope(earlier.declined), parameters.scopes) : [];
        return {
          scope: formatScope(union(kept, granted)),
          declined: formatScope(union(keptDeclined, without(parameters.scopes, granted))),
        };
      };
      const consent = { userId: session.user_id, appId: app.id, appName: app.name, appOwnerId: app.owner_id, merge };
      const code = await answer(asked, consent);
      if (code !== null) {
        const detail = { scope: formatScope(granted) };
        await audit.record({ type: 'authorization_granted', userId: session.user_id, appId: app.id, detail });
      }
      return code;
    },

    /** Answers the request with what was allowed before. Null when that has just ended. */
    reuse: (asked: Asked, authorization: Covering): Promise<Secret | null> => answer(asked, authorization.id),

    list: (userId: string): Promise<ListedAuthorization[]> => store.authorizations.listLiveByUser(userId),

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
