import { HOUR, type Clock } from '../../kernel/clock.js';
import { hashSecret, randomSecret, sameHash, type SecretHash } from '../../kernel/secret.js';
import type { ResourceGrant } from '../../protocol/resource-grants.js';
import type { Scope } from '../../protocol/scopes.js';
import type { AnswersStore } from './store/answers.js';
import type { AuthorizationRequestsStore } from './store/requests.js';
import type { App, Apps } from '../apps/index.js';

export type Prompt = 'none' | 'login' | 'consent' | 'select_account';

/** How the response is sent: in the query of the redirect URI, or in a form posted there. */
export type ResponseMode = 'query' | 'form_post';

/** A checked request. Once it is stored, the browser cannot change it. */
export interface AuthorizationParameters {
  /** As sent; on loopback its port may differ from the registered one. */
  redirectUri: string;
  /** The registered URI it matched. */
  registeredUri: string;
  scopes: Scope[];
  /** Other resources than our own endpoints that tokens are requested for (RFC 8707). */
  resources: ResourceGrant[];
  state: string | null;
  responseMode: ResponseMode;
  codeChallenge: string | null;
  /** The key to which the tokens will be bound (RFC 9449 section 10). */
  dpopJkt: string | null;
  nonce: string | null;
  autoAuthorize: boolean;
  prompts: Prompt[];
  /** Seconds. */
  maxAge: number | null;
  loginHint: string | null;
  /** The user an id_token_hint names, the only one who may answer. */
  hintedUserId: string | null;
  /** The classes of which the sign-in must reach one (OpenID Connect Core section 5.5.1.1); null if any will do. */
  essentialAcrs: readonly string[] | null;
  uiLocales: string | null;
}

/** Whether the sign-in page lists what the app receives, so that signing in there allows it (design decision 1). */
export const isAllowedBySignIn = ({ autoAuthorize, prompts }: AuthorizationParameters): boolean =>
  autoAuthorize && !prompts.includes('consent') && !prompts.includes('select_account');

/** A stored request, with its app. */
export interface AuthorizationRequest {
  id: number;
  app: App;
  parameters: AuthorizationParameters;
  /** The user who allowed it by signing in on a page that listed what the app receives. */
  grantedBy: string | null;
  /** Earlier sign-ins do not count. */
  freshAfter: number;
  /** Milliseconds since the epoch, like `freshAfter`. */
  begunAt: number;
}

/** Enough time to find a password, confirm an address, and come back. */
const LIFETIME = HOUR;

/** Requests that wait for their user, each bound to the browser that started it. */
export const createAuthorizationRequests = ({
  store,
  clock,
  apps,
}: {
  store: { answers: AnswersStore; authorizationRequests: AuthorizationRequestsStore };
  clock: Clock;
  apps: Apps;
}) => ({
  /**
   * Stores a request and returns its handle for URLs and forms. `browserId` is null for a cross-site POST, which
   * carries no cookie; then the request belongs to the first browser that continues it.
   */
  create: async (
    app: App,
    parameters: AuthorizationParameters,
    { browserId, freshAfter }: { browserId: string | null; freshAfter: number },
  ): Promise<string> => {
    const handle = randomSecret().reveal();
    const now = clock.now();
    await store.authorizationRequests.insert({
      hash: hashSecret(handle),
      appId: app.id,
      parameters: JSON.stringify(parameters),
      browserHash: browserId === null ? null : hashSecret(browserId),
      freshAfter,
      expiresAt: now + LIFETIME,
      now,
    });
    return handle;
  },

  /** Null if the handle is unknown, expired, answered, or belongs to another browser. */
  find: async (handle: string, browserId: string): Promise<AuthorizationRequest | null> => {
    const row = await store.authorizationRequests.findLive(hashSecret(handle), clock.now());
    if (row === undefined) return null;
    const browserHash = hashSecret(browserId);
    const isHeld =
      row.browser_hash === null
        ? await store.authorizationRequests.bind(row.id, browserHash)
        : sameHash(row.browser_hash as SecretHash, browserHash);
    const app = isHeld ? await apps.findById(row.app_id) : undefined;
    if (app === undefined) return null;
    return {
      id: row.id,
      app,
      parameters: JSON.parse(row.parameters) as AuthorizationParameters,
      grantedBy: row.granted_by,
      freshAfter: row.fresh_after,
      begunAt: row.created_at,
    };
  },

  /** Records that this user signed in to answer it, and whether the page listed what signing in allows. */
  signedIn: async (request: AuthorizationRequest, userId: string): Promise<void> => {
    if (isAllowedBySignIn(request.parameters)) await store.authorizationRequests.setGrantedBy(request.id, userId);
  },

  /** Requires another sign-in, as any user: "Use another account". */
  requireSignIn: (request: AuthorizationRequest): Promise<void> =>
    store.authorizationRequests.requireFreshSignIn(request.id, clock.now()),

  /** Answers with a refusal; false if it was answered before. */
  refuse: (request: AuthorizationRequest): Promise<boolean> => store.answers.refuse(request.id, clock.now()),
});

export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;
