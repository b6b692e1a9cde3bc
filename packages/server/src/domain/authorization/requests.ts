import { HOUR } from '../../kernel/clock.js';
import { hashSecret, randomSecret, sameHash } from '../../kernel/secret.js';
import { AppSuspendedError } from '../../protocol/errors.js';
import type { AnswersStore } from './store/answers.js';
import type { AuthorizationRequestsStore, StoredAuthorizationRequest } from './store/requests.js';
import type { App } from '../apps/index.js';
import type { Needs } from './needs.js';
import { isAllowedBySignIn, type AuthorizationParameters } from './parameters.js';

/** A stored request, with its app. */
export interface AuthorizationRequest extends Omit<StoredAuthorizationRequest, 'appId' | 'browserHash'> {
  app: App;
}

/** Enough time to find a password, confirm an address, and come back. */
const LIFETIME = HOUR;

interface Stores {
  answers: AnswersStore;
  store: AuthorizationRequestsStore;
}

/** Requests that wait for their user, each bound to the browser that started it. */
export const createAuthorizationRequests = ({ answers, store, clock, apps }: Needs & Stores) => ({
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
    await store.insert({
      hash: hashSecret(handle),
      appId: app.id,
      parameters,
      browserHash: browserId === null ? null : hashSecret(browserId),
      freshAfter,
      expiresAt: now + LIFETIME,
      now,
    });
    return handle;
  },

  /**
   * Null if the handle is unknown, expired, answered, or belongs to another browser.
   *
   * @throws {AppSuspendedError}
   */
  find: async (handle: string, browserId: string): Promise<AuthorizationRequest | null> => {
    const stored = await store.findLive(hashSecret(handle), clock.now());
    if (stored === null) return null;
    const { appId, browserHash, ...request } = stored;
    const hash = hashSecret(browserId);
    const isHeld = browserHash === null ? await store.bind(stored.id, hash) : sameHash(browserHash, hash);
    const app = isHeld ? await apps.findById(appId) : undefined;
    if (app === undefined) return null;
    if (app.suspendedBy !== null) throw new AppSuspendedError();
    return { ...request, app };
  },

  /** Records that this user signed in to answer it, and whether the page listed what signing in allows. */
  signedIn: async (request: AuthorizationRequest, userId: string): Promise<void> => {
    if (isAllowedBySignIn(request.parameters)) await store.setGrantedBy(request.id, userId);
  },

  /** Requires another sign-in, as any user: "Use another account". */
  requireSignIn: (request: AuthorizationRequest): Promise<void> => store.requireFreshSignIn(request.id, clock.now()),

  /** Answers with a refusal; false if it was answered before. */
  refuse: (request: AuthorizationRequest): Promise<boolean> => answers.refuse(request.id, clock.now()),
});

export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;
