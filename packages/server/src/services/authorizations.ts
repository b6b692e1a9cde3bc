import { MINUTE, toSeconds, type Clock } from '../kernel/clock.js';
import { hashSecret, randomSecret, type Secret } from '../kernel/secret.js';
import { formatScope, readStoredScope, SCOPES, type Scope } from '../protocol/scopes.js';
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
 * Whether a consent given earlier answers this request too (design decision 1): it asks for nothing that was not granted
 * or declined then, the redirect URI was registered then, and the app has the name and owner the user saw.
 */
const covers = (authorization: AuthorizationRow, app: App, parameters: AuthorizationParameters): boolean => {
  const answered = union(readStoredScope(authorization.scope), readStoredScope(authorization.declined));
  const uri = app.redirectUris.find((registered) => registered.uri === parameters.registeredUri);
  return (
    parameters.scopes.every((scope) => answered.includes(scope)) &&
    uri !== undefined &&
    uri.createdAt <= authorization.granted_at &&
    authorization.app_name === app.name &&
    authorization.app_owner_id === app.owner_id
  );
};

/** What users have allowed apps. */
export const createAuthorizations = ({ store, clock, audit }: { store: Store; clock: Clock; audit: Audit }) => ({
  find: (userId: string, app: App): Promise<AuthorizationRow | undefined> =>
    store.authorizations.findLive(userId, app.id),

  /** The live authorization that covers the request, if there is one. */
  findCovering: async (
    userId: string,
    app: App,
    parameters: AuthorizationParameters,
  ): Promise<AuthorizationRow | undefined> => {
    const authorization = await store.authorizations.findLive(userId, app.id);
    return authorization && covers(authorization, app, parameters) ? authorization : undefined;
  },

  /** Records a consent: `granted` of the requested scopes. What the request did not ask about stays as it was. */
  grant: async (
    userId: string,
    app: App,
    parameters: AuthorizationParameters,
    granted: readonly Scope[],
  ): Promise<AuthorizationRow> => {
    const before = await store.authorizations.findLive(userId, app.id);
    const kept = before ? without(readStoredScope(before.scope), parameters.scopes) : [];
    const keptDeclined = before ? without(readStoredScope(before.declined), parameters.scopes) : [];
    const authorization = await store.authorizations.grant({
      userId,
      appId: app.id,
      scope: formatScope(union(kept, granted)),
      declined: formatScope(union(keptDeclined, without(parameters.scopes, granted))),
      appName: app.name,
      appOwnerId: app.owner_id,
      now: clock.now(),
    });
    await audit.record({
      type: 'authorization_granted',
      userId,
      appId: app.id,
      detail: { scope: authorization.scope },
    });
    return authorization;
  },

  /** An authorization code for what the authorization grants of the request. */
  issueCode: async (
    authorization: AuthorizationRow,
    parameters: AuthorizationParameters,
    session: Session,
  ): Promise<Secret> => {
    const code = randomSecret();
    const granted = readStoredScope(authorization.scope);
    await store.codes.insert({
      hash: hashSecret(code),
      appId: authorization.app_id,
      authorizationId: authorization.id,
      userId: authorization.user_id,
      scope: formatScope(parameters.scopes.filter((scope) => granted.includes(scope))),
      redirectUri: parameters.redirectUri,
      codeChallenge: parameters.codeChallenge,
      nonce: parameters.nonce,
      authTime: toSeconds(session.created_at),
      expiresAt: clock.now() + CODE_LIFETIME,
    });
    return code;
  },

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
});

export type Authorizations = ReturnType<typeof createAuthorizations>;
