import type { User } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { viaBackend, type BackendOptions } from './backend.js';
import { viaPublicClient, type PublicOptions } from './public-client.js';
import { localPath } from './return-to.js';
import type { Reports } from './way.js';

export type BrowserSessionOptions = BackendOptions | PublicOptions;

export interface SessionState {
  /** `offline`: unknown at the moment; a signed-in user stays signed in. */
  readonly status: 'loading' | 'signed-out' | 'signed-in' | 'offline';
  /** The last known user; null if nobody is signed in, or nobody was seen yet. */
  readonly user: User | null;
  /** The last error; `client_error` if this browser refuses something, such as storage. */
  readonly error: OctroiError | null;
}

export interface SignInOptions {
  /** In a popup window; if the browser blocks it, by leaving the page. */
  readonly popup?: boolean;
  /** Where to return to, on this site; default: this page. */
  readonly returnTo?: string;
}

/** The user's session in this browser, shared by all tabs of the app. */
export interface BrowserSession {
  readonly state: SessionState;
  /**
   * Asks the server who is signed in and for the current balance; null if nobody is.
   *
   * @throws {OctroiError} retryable if unknown for now; this signs nobody out
   */
  user(): Promise<User | null>;
  /**
   * Call it from a click. Resolves once signed in; never if it leaves the page, or the user closes the window.
   *
   * @throws {OctroiError} access_denied, or what the exchange throws
   */
  signIn(options?: SignInOptions): Promise<void>;
  /** Opens the top-up page in a new tab; call it from a click. Reads the balance again when the user returns. */
  topUp(): Promise<void>;
  /** Ends the session in all tabs, and revokes the tokens at the server. */
  signOut(): Promise<void>;
  /**
   * `fetch` with the user's access: with a back end, for the app's own routes; otherwise for the server and the allowed
   * origins.
   */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Calls the listener with every new state; the returned function removes it. */
  on(event: 'change', listener: (state: SessionState) => void): () => void;
}

const toError = (error: unknown): OctroiError =>
  error instanceof OctroiError ? error : new OctroiError('client_error', String(error), { cause: error });

/** A secret in a page is public, even if unused. */
const complainOfSecret = (options: object): void => {
  if (!('clientSecret' in options)) return;
  console.error(
    'Octroi: a client secret was given to a page, where everybody can read it. It is ignored; rotate it in the console.',
  );
};

/**
 * The page's session. Create one and keep it.
 *
 * @throws {TypeError} when the options cannot work
 */
export const createBrowserSession = (options: BrowserSessionOptions = {}): BrowserSession => {
  complainOfSecret(options);
  const listeners = new Set<(state: SessionState) => void>();
  let state: SessionState = { status: 'loading', user: null, error: null };
  /** Why the last sign-in failed, until the next one. */
  let failure: OctroiError | null = null;
  /** Answers to earlier requests are outdated. */
  let question = 0;
  /** The signed-in user, as last seen. */
  let last: User | null = null;
  let comesBack = false;

  const become = (next: SessionState): void => {
    state = next;
    for (const listener of listeners) {
      try {
        listener(state);
      } catch (error) {
        // An error of the page's own listener must not affect the others.
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
  /** Errors are in the state. */
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
  // While in the back/forward cache, the page missed all changes.
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
