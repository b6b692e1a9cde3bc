import { hash } from 'node:crypto';
import type { Shared } from '../../database/shared.js';
import { HOUR } from '../../kernel/clock.js';
import { deriveKey, sealJson, unsealJson } from '../../kernel/keys.js';
import { hashSecret, randomSecret, sameText } from '../../kernel/secret.js';
import type { Scope } from '../../protocol/scopes.js';
import type { PlaygroundRunsStore, StoredRun } from './store.js';
import type { App } from '../apps/index.js';
import type { Session } from '../sessions/index.js';
import type { PlaygroundTables } from './tables.js';
import type { TestUser } from './test-users.js';

/** A request as an app would send it; its body is a form. */
export interface SentRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** Null for a request without a body. Secrets are replaced by placeholders. */
  form: readonly (readonly [name: string, value: string])[] | null;
}

export interface ReceivedAnswer {
  status: number;
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/** What a developer can have the app do; those after `revoke` are things that can go wrong. */
export type Step =
  | 'authorize'
  | 'exchange'
  | 'userinfo'
  | 'topup'
  | 'refresh'
  | 'revoke'
  | 'expired'
  | 'revoked'
  | 'empty'
  | 'unavailable'
  | 'replayed';

/** One request and its answer. `step` is the developer's action, which may take several requests. */
export interface Exchange {
  step: Step;
  request: SentRequest;
  answer: ReceivedAnswer;
}

/** The app's tokens. */
export interface HeldTokens {
  access: string;
  refresh: string;
  id: string | null;
}

/** The stored content of a run, sealed. */
export interface RunContent {
  scopes: readonly Scope[];
  autoAuthorize: boolean;
  /** The test user the app sees; null for the developer. */
  testUser: TestUser | null;
  state: string;
  codeVerifier: string;
  nonce: string;
  code: string | null;
  tokens: HeldTokens | null;
  exchanges: readonly Exchange[];
}

/** A developer's run with one app, in one session. */
export interface Run extends RunContent {
  id: number;
  appId: number;
  codeChallenge: string;
  /** Whether its authorization request was answered. */
  isAnswered: boolean;
  stored: StoredRun;
}

/** What an answer changes. Omitted members stay as they are. */
export interface Gained {
  exchanges: readonly Exchange[];
  code?: string;
  tokens?: HeldTokens;
  /** The run's test user with a new balance. */
  testUser?: TestUser;
}

export type Settings = Pick<RunContent, 'scopes' | 'autoAuthorize' | 'testUser'>;

const LIFETIME = HOUR;
/** Limits what is stored of a run, and the length of its page. */
export const MAX_EXCHANGES = 40;

/** The page that receives the responses to the playground's authorization requests. */
export const PLAYGROUND_CALLBACK = '/playground/callback';

const isOf = (run: StoredRun, session: Session): boolean =>
  run.userId === session.userId && sameText(run.sessionHash, session.hash);

/**
 * What developers try with their apps, and the only redirect URI for it, which no app can register. A run belongs to
 * its session. Its random `state` opens the redirect URI to one authorization request: by the app's owner, in that
 * session. Nobody else is ever sent there with a code.
 */
export const createPlayground = (needs: Shared<PlaygroundTables> & { store: PlaygroundRunsStore }) => {
  const { store, clock, rootKey, issuer } = needs;
  const key = deriveKey(rootKey, 'playground run');
  const redirectUri = `${issuer}${PLAYGROUND_CALLBACK}`;

  /** Null if there is no such run, or it is another session's. */
  const open = (stored: StoredRun | undefined, session: Session): Run | null => {
    if (stored === undefined || !isOf(stored, session)) return null;
    const content = unsealJson<RunContent>(key, stored.content);
    return {
      ...content,
      id: stored.id,
      appId: stored.appId,
      codeChallenge: hash('sha256', content.codeVerifier, 'base64url'),
      isAnswered: stored.answeredAt !== null,
      stored,
    };
  };

  const save = ({ stored }: Run, { exchanges, ...gained }: Gained, answeredAt: number | null): Promise<boolean> => {
    const kept = unsealJson<RunContent>(key, stored.content);
    const content = { ...kept, ...gained, exchanges: [...kept.exchanges, ...exchanges] };
    return store.update(stored, { content: sealJson(key, content), answeredAt });
  };

  return {
    redirectUri,

    /** Whether a URI is the playground's, which no app may use, registered or not. */
    owns: (uri: string): boolean => uri === redirectUri,

    /**
     * Whether an authorization request may be answered at the playground: the signed-in user owns the app, and the
     * request belongs to a run of this session that has not been answered yet.
     */
    accepts: async (app: App, session: Session | null, state: string | null): Promise<boolean> => {
      if (session === null || state === null || app.owner === null || app.owner !== session.userId) return false;
      const stored = await store.findByState(hashSecret(state), clock.now());
      return stored !== undefined && isOf(stored, session) && stored.appId === app.id && stored.answeredAt === null;
    },

    /** Starts a run with one of the user's own apps. Ends the previous one, of whichever app. */
    begin: async (app: App, session: Session, { scopes, autoAuthorize, testUser }: Settings): Promise<void> => {
      const state = randomSecret().reveal();
      const content: RunContent = {
        scopes,
        autoAuthorize,
        testUser,
        state,
        codeVerifier: randomSecret().reveal(),
        nonce: randomSecret().reveal(),
        code: null,
        tokens: null,
        exchanges: [],
      };
      await store.replace({
        appId: app.id,
        userId: session.userId,
        sessionHash: session.hash,
        stateHash: hashSecret(state),
        content: sealJson(key, content),
        expiresAt: clock.now() + LIFETIME,
      });
    },

    /** The run of this session; null if there is none or it has ended. */
    current: async (session: Session): Promise<Run | null> =>
      open(await store.findBySession(session.hash, clock.now()), session),

    /** The run of a response's `state`; null if it is not one of this session. */
    findByState: async (state: string, session: Session): Promise<Run | null> =>
      open(await store.findByState(hashSecret(state), clock.now()), session),

    /** Stores the response to the run's authorization request. Only the first counts; false for any other. */
    answered: (run: Run, gained: Gained): Promise<boolean> =>
      run.isAnswered ? Promise.resolve(false) : save(run, gained, clock.now()),

    /** Adds what was sent and answered, and what else has changed. False if the run has changed meanwhile. */
    add: (run: Run, gained: Gained): Promise<boolean> => save(run, gained, run.stored.answeredAt),
  };
};

export type Playground = ReturnType<typeof createPlayground>;
