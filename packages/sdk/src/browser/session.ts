import type { User } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { viaBackend, type BackendOptions } from './backend.js';
import { viaPublicClient, type PublicOptions } from './public-client.js';
import { localPath } from './return-to.js';
import type { Reports } from './way.js';

export type BrowserSessionOptions = BackendOptions | PublicOptions;

/** What a page shows. */
export interface SessionState {
  /** `offline`: it cannot be told at the moment; whoever was signed in still is. */
  readonly status: 'loading' | 'signed-out' | 'signed-in' | 'offline';
  /** The last known; null when nobody is signed in, or nobody was seen yet. */
  readonly user: User | null;
  /** What went wrong last; `client_error` when this browser refuses something, such as storage. */
  readonly error: OctroiError | null;
}

export interface SignInOptions {
  /** In a window of its own; by leaving the page where the browser blocks that. */
  readonly popup?: boolean;
  /** Where to come back to, on this site: this page unless given. */
  readonly returnTo?: string;
}

/** Who is signed in to the app in this browser. All its tabs agree. */
export interface BrowserSession {
  readonly state: SessionState;
  /**
   * Asks anew who is signed in and what they have left; null when nobody is.
   *
   * @throws {OctroiError} retryable when that cannot be told now; nobody is signed out by it
   */
  user(): Promise<User | null>;
  /**
   * To be called from a click. Resolves once signed in; never when the page is left, or the user closes the window.
   *
   * @throws {OctroiError} access_denied, or what the exchange throws
   */
  signIn(options?: SignInOptions): Promise<void>;
  /** Opens the top-up page in a new tab, to be called from a click. The balance is read again when the user comes back. */
  topUp(): Promise<void>;
  /** Ends the session in all tabs, and the tokens at the server. */
  signOut(): Promise<void>;
  /** `fetch` as the user: of the app's own routes through a back end, of the server and the allowed origins otherwise. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Calls back with every new state; the result ends that. */
  on(event: 'change', listener: (state: SessionState) => void): () => void;
}

const toError = (error: unknown): OctroiError =>
  error instanceof OctroiError ? error : new OctroiError('client_error', String(error), { cause: error });

/** Whatever is done with it, a secret in a page is everybody's. */
const complainOfSecret = (options: object): void => {
  if (!('clientSecret' in options)) return;
  console.error(
    'Octroi: a client secret was given to a page, where everybody can read it. It is not used: replace it in the console.',
  );
};

/**
 * The session of this page: make one and keep it.
 *
 * @throws {TypeError} when the options cannot work
 */
export const createBrowserSession = (options: BrowserSessionOptions = {}): BrowserSession => {
  complainOfSecret(options);
  const listeners = new Set<(state: SessionState) => void>();
  let state: SessionState = { status: 'loading', user: null, error: null };
  /** Why the last sign-in failed, until the next one. */
  let failure: OctroiError | null = null;
  /** Answers to earlier questions are not news. */
  let question = 0;
  /** Of whoever is signed in now, as last seen. */
  let last: User | null = null;
  let comesBack = false;

  const become = (next: SessionState): void => {
    state = next;
    for (const listener of listeners) {
      try {
        listener(state);
      } catch (error) {
        // The page's own trouble, and nobody else's.
        reportError(error);
      }
    }
  };
  const user = async (): Promise<User | null> => {
    question += 1;
    const mine = question;
    try {
      const found = await way.user();
      if (found !== null) failure = null;
      if (mine === question) {
        last = found;
        become({ status: found === null ? 'signed-out' : 'signed-in', user: found, error: failure });
      }
      return found;
    } catch (cause) {
      const error = toError(cause);
      if (mine === question) become({ status: 'offline', user: last, error });
      throw error;
    }
  };
  /** What goes wrong is in the state. */
  const look = (): void => void user().catch(() => {});
  const changed = (): void => {
    last = null;
    look();
  };
  const failed = (error: unknown): void => {
    failure = toError(error);
  };
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      const error = toError(cause);
      become({ ...state, error });
      throw error;
    }
  };

  const reports: Reports = { changed, failed };
  const way = options.mode === 'public' ? viaPublicClient(options, reports) : viaBackend(options, reports);
  addEventListener('online', look);
  // Put away whole, the page has heard nothing of what happened since.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) changed();
  });
  addEventListener('focus', () => {
    if (comesBack || state.status === 'offline') look();
    comesBack = false;
  });
  look();

  return {
    get state() {
      return state;
    },
    user,
    signIn: ({ popup = false, returnTo = location.href } = {}) =>
      attempt(async () => {
        failure = null;
        become({ ...state, error: null });
        await way.signIn({ popup, returnTo: localPath(returnTo) });
        last = null;
        await user();
      }),
    topUp: () =>
      attempt(() => {
        comesBack = true;
        return way.topUp();
      }),
    signOut: () => attempt(() => way.signOut()),
    fetch: (url, init) => way.fetch(url, init),
    on: (_event, listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
