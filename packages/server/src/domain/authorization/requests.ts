import { HOUR } from '../../kernel/clock.js';
import { hashSecret, randomSecret, sameHash, type SecretHash } from '../../kernel/secret.js';
import { AppSuspendedError } from '../../protocol/errors.js';
import type { Limited } from '../../database/limiter.js';
import type { AnswersStore, ClickedIn } from './store/answers.js';
import type { AuthorizationRequestsStore, StoredAuthorizationRequest } from './store/requests.js';
import { type App, appIdentity } from '../apps/index.js';
import type { Session } from '../sessions/index.js';
import type { Needs } from './needs.js';
import type { AuthorizationParameters } from './parameters.js';

/** A stored request, with its app. */
export interface AuthorizationRequest extends Omit<StoredAuthorizationRequest, 'appId' | 'browserHash'> {
  app: App;
  /** Whether it belongs to the browser that presents it. Otherwise it belongs to none yet. */
  isHeld: boolean;
}

/** Enough time to find a password, confirm an address, and come back. */
const LIFETIME = HOUR;

/** How often requests may be stored. They are not stored if they can be answered without a page. */
const FIVE_MINUTES = 5 * 60;
/** More people than share an address and all begin to sign in within five minutes. */
const PER_ADDRESS = 1200;
const PER_USER = 120;

/** A browser that presents a handle. */
export interface Bearer {
  browserId: string;
  /** Null while nobody is signed in there. */
  session: Session | null;
}

/** By opening an address, or by pressing a button on the request's page. */
export type By = 'visit' | 'click';

export const clickedIn = (session: Session | null, by: By): ClickedIn =>
  by === 'click' ? (session?.hash ?? null) : null;

/** Whose browser sent a request: the address counts only while nobody is signed in there (ADR 0039). */
export type Sender = ({ userId: string } | { address: string }) & {
  /** Null for a cross-site POST, which carries no cookie: the request belongs to the browser in which somebody signs in. */
  browserId: string | null;
};

interface Stores {
  answers: AnswersStore;
  store: AuthorizationRequestsStore;
}

/** Requests that wait for their user, each bound to the browser that started it. */
export const createAuthorizationRequests = (needs: Needs & Stores) => {
  const { answers, store, clock, apps, playground, limits, resources } = needs;
  const perAddress = limits.create({ name: 'stored at address', points: PER_ADDRESS, durationSeconds: FIVE_MINUTES });
  const perUser = limits.create({ name: 'stored of user', points: PER_USER, durationSeconds: FIVE_MINUTES });

  const keep = (
    handle: string,
    app: App,
    parameters: AuthorizationParameters,
    { browserId, isPushed }: { browserId: string | null; isPushed: boolean },
    freshAfter: number,
  ): Promise<void> => {
    const now = clock.now();
    return store.insert({
      hash: hashSecret(handle),
      appId: app.id,
      parameters,
      browserHash: browserId === null ? null : hashSecret(browserId),
      shownApp: appIdentity(app),
      isPushed,
      freshAfter,
      expiresAt: now + LIFETIME,
      now,
    });
  };

  /** The live request; one that no browser holds is bound first, if it shall be. */
  const held = async (hash: SecretHash, { session, browserId }: Bearer, by: By) => {
    const find = () => store.findLive(hash, clock.now(), clickedIn(session, by));
    const stored = await find();
    if (session === null || stored?.browserHash !== null) return stored;
    const browserHash = hashSecret(browserId);
    return (await store.bind(stored.id, browserHash)) ? { ...stored, browserHash } : find();
  };

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
      const handle = randomSecret().reveal();
      await keep(handle, app, parameters, { browserId: sender.browserId, isPushed: false }, freshAfter);
      return { handle };
    },

    /**
     * Stores a pushed request when a browser first continues it, and nothing later: every visit leads to the same request,
     * until one is answered. There is no more of them than was pushed, which is limited.
     */
    continuePushed: (
      app: App,
      parameters: AuthorizationParameters,
      handle: string,
      freshAfter: number,
    ): Promise<void> => keep(handle, app, parameters, { browserId: null, isPushed: true }, freshAfter),

    /**
     * Null if the handle is unknown, expired, answered so that no second click counts, or belongs to another browser, or the redirect URI has been removed
     * since, or a resource removed or replaced. What no browser holds yet, the first in which somebody is signed in holds from
     * then on.
     *
     * @throws {AppSuspendedError}
     */
    find: async (handle: string, bearer: Bearer, by: By = 'visit'): Promise<AuthorizationRequest | null> => {
      const stored = await held(hashSecret(handle), bearer, by);
      if (stored === null) return null;
      const { appId, browserHash, ...request } = stored;
      const isHeld = browserHash !== null;
      const app =
        !isHeld || sameHash(browserHash, hashSecret(bearer.browserId)) ? await apps.findById(appId) : undefined;
      if (app === undefined) return null;
      if (app.suspendedBy !== null) throw new AppSuspendedError();
      const { registeredUri, resources: asked } = request.parameters;
      const isRegistered = app.redirectUris.some(({ uri }) => uri === registeredUri);
      if (!isRegistered && playground?.owns(registeredUri) !== true) return null;
      return (await resources.areAsAsked(asked)) ? { ...request, app, isHeld } : null;
    },

    /** Records that a user signed in to answer it, unless another browser was first. */
    signedIn: ({ id }: AuthorizationRequest, { hash }: Session, browserId: string): Promise<void> =>
      store.setSession(id, hash, hashSecret(browserId)),

    /** The same for a new user, who has not seen what signing in would allow. */
    signedUp: async ({ id }: AuthorizationRequest, { hash }: Session, browserId: string): Promise<void> => {
      await store.forgetShownApp(id);
      await store.setSession(id, hash, hashSecret(browserId));
    },

    /** Records how the sign-in page shows the app: signing in allows it only what is the same throughout. */
    shown: async ({ id, app, shownApp }: AuthorizationRequest): Promise<void> => {
      if (shownApp !== '' && shownApp !== appIdentity(app)) await store.forgetShownApp(id);
    },

    /** Requires another sign-in, as any user: "Use another account". */
    requireSignIn: (request: AuthorizationRequest): Promise<void> => store.requireFreshSignIn(request.id, clock.now()),

    /** Answers with a refusal; false if it is over, or was allowed: the first answer stands. */
    refuse: ({ id }: { id: number }, session: Session | null = null, by: By = 'visit'): Promise<boolean> =>
      answers.refuse(id, clock.now(), clickedIn(session, by)),
  };
};

export type AuthorizationRequests = ReturnType<typeof createAuthorizationRequests>;
