import { HOUR } from '../../kernel/clock.js';
import { hashSecret, randomSecret, sameHash } from '../../kernel/secret.js';
import { AppSuspendedError } from '../../protocol/errors.js';
import type { Limited } from '../../database/limiter.js';
import type { AnswersStore } from './store/answers.js';
import type { AuthorizationRequestsStore, StoredAuthorizationRequest } from './store/requests.js';
import { type App, appIdentity } from '../apps/index.js';
import type { Session } from '../sessions/index.js';
import type { Needs } from './needs.js';
import type { AuthorizationParameters } from './parameters.js';

/** A stored request, with its app. */
export interface AuthorizationRequest extends Omit<StoredAuthorizationRequest, 'appId' | 'browserHash'> {
  app: App;
}

/** Enough time to find a password, confirm an address, and come back. */
const LIFETIME = HOUR;

/** How often requests may be stored. They are not stored if they can be answered without a page. */
const FIVE_MINUTES = 5 * 60;
/** More people than share an address and all begin to sign in within five minutes. */
const PER_ADDRESS = 1200;
const PER_USER = 120;

/** Whose browser sent a request: the address counts only while nobody is signed in there (ADR 0039). */
export type Sender = ({ userId: string } | { address: string }) & {
  /** Null for a cross-site POST, which carries no cookie: the request belongs to the first browser that continues it. */
  browserId: string | null;
};

interface Stores {
  answers: AnswersStore;
  store: AuthorizationRequestsStore;
}

/** Requests that wait for their user, each bound to the browser that started it. */
export const createAuthorizationRequests = (needs: Needs & Stores) => {
  const { answers, store, clock, apps, playground, limits } = needs;
  const perAddress = limits.create({ name: 'stored at address', points: PER_ADDRESS, durationSeconds: FIVE_MINUTES });
  const perUser = limits.create({ name: 'stored of user', points: PER_USER, durationSeconds: FIVE_MINUTES });

  return {
    /** Stores a request and returns its handle for URLs and forms, or how long to wait if there were too many. */
    create: async (
      app: App,
      parameters: AuthorizationParameters,
      sender: Sender,
      freshAfter: number,
    ): Promise<{ handle: string } | Limited> => {
      const limited = await ('userId' in sender ? perUser.consume(sender.userId) : perAddress.consume(sender.address));
      if (limited !== null) return limited;
      const { browserId } = sender;
      const handle = randomSecret().reveal();
      const now = clock.now();
      await store.insert({
        hash: hashSecret(handle),
        appId: app.id,
        parameters,
        browserHash: browserId === null ? null : hashSecret(browserId),
        shownApp: appIdentity(app),
        freshAfter,
        expiresAt: now + LIFETIME,
        now,
      });
      return { handle };
    },

    /**
     * Null if the handle is unknown, expired, answered, or belongs to another browser, or the app has removed the redirect
     * URI since.
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
      const { registeredUri } = request.parameters;
      const isRegistered = app.redirectUris.some(({ uri }) => uri === registeredUri);
      return isRegistered || playground?.owns(registeredUri) === true ? { ...request, app } : null;
    },

    /** Records that a user signed in to answer it. */
    signedIn: (request: AuthorizationRequest, { hash }: Session): Promise<void> => store.setSession(request.id, hash),

    /** The same for a new user, who has not seen what signing in would allow. */
    signedUp: async ({ id }: AuthorizationRequest, { hash }: Session): Promise<void> => {
      await store.forgetShownApp(id);
      await store.setSession(id, hash);
    },

    /** Records how the sign-in page shows the app: signing in allows it only what is the same throughout. */
    shown: async ({ id, app, shownApp }: AuthorizationRequest): Promise<void> => {
      if (shownApp !== '' && shownApp !== appIdentity(app)) await store.forgetShownApp(id);
    },

    /** Requires another sign-in, as any user: "Use another account". */
    requireSignIn: (request: AuthorizationRequest): Promise<void> => store.requireFreshSignIn(request.id, clock.now()),

    /** Answers with a refusal; false if it is over, or was allowed: the first answer stands. */
    refuse: (request: AuthorizationRequest): Promise<boolean> => answers.refuse(request.id, clock.now()),
  };
};

export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;
