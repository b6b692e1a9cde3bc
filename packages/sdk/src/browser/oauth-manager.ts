import type { User } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { createBrowserSession, type BrowserSession, type BrowserSessionOptions } from './session.js';

/** The sample's `OAUTH_CONFIG`. Without a `clientId` the page uses its back end. */
export interface OAuthManagerConfig {
  /** The issuer. */
  readonly authServer?: string;
  readonly clientId?: string;
  /** The page that calls `completeSignIn`. */
  readonly redirectUri?: string;
  readonly scope?: string;
  /** Keeps the user signed in when the page reloads; default true, as in the sample. */
  readonly persist?: boolean;
  /** Signs in in a popup window, as the sample does. */
  readonly popup?: boolean;
  /** The prefix of your back end's routes, if they have one. */
  readonly basePath?: string;
}

const toOptions = (config: OAuthManagerConfig): BrowserSessionOptions => {
  const {
    authServer = '',
    clientId,
    redirectUri = '/oauth/callback.html',
    scope,
    persist = true,
    basePath = '',
  } = config;
  if (clientId === undefined) return { ...config, mode: 'backend', basePath };
  return {
    ...config,
    mode: 'public',
    issuer: authServer,
    clientId,
    redirectUri,
    scope: scope ?? 'profile balance',
    persist,
  };
};

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const show = (id: string, isShown: boolean): void => void byId(id)?.classList.toggle('hidden', !isShown);

/**
 * For pages based on the platform's sample page: the same class, methods and element ids, so that only the import
 * changes. Needs no client secret; if one is given, it is ignored with a warning.
 */
export class OAuthManager {
  /** The signed-in user, as last seen. */
  userInfo: User | null = null;
  /** Does the actual work. */
  readonly session: BrowserSession;
  readonly #popup: boolean;

  constructor(config: OAuthManagerConfig = {}) {
    this.#popup = config.popup === true;
    this.session = createBrowserSession(toOptions(config));
    this.session.on('change', ({ status, user }) => {
      this.userInfo = user;
      show('loading', status === 'loading');
      if (user !== null) this.showUserInfo();
      else if (status === 'signed-out') this.showLoginSection();
    });
  }

  /** `fetch` with the user's access token, refreshed when needed, and only to allowed origins. */
  apiRequest(url: string | URL, options?: RequestInit): Promise<Response> {
    return this.session.fetch(url, options);
  }

  /** @throws {OctroiError} not_signed_in; other errors sign nobody out */
  async fetchUserInfo(): Promise<User> {
    const user = await this.session.user();
    if (user === null) throw new OctroiError('not_signed_in', 'Nobody is signed in.');
    return user;
  }

  /** Updates the displayed balance; false if that failed. */
  refreshBalance(): Promise<boolean> {
    return this.fetchUserInfo().then(
      () => true,
      () => false,
    );
  }

  /** Call it from a click. */
  oneClickLogin(): Promise<void> {
    return this.session.signIn({ popup: this.#popup });
  }

  /** Call it from a click. */
  goToTopup(): Promise<void> {
    return this.session.topUp();
  }

  /** Also revokes the tokens at the server. */
  logout(): Promise<void> {
    return this.session.signOut();
  }

  /** Fills `#username`, `#email` and `#balance` and shows `#user-info`. */
  showUserInfo(): void {
    const { username = '', email = '', balance_formatted: balance = '' } = this.userInfo ?? {};
    for (const [id, text] of Object.entries({ username, email, balance })) {
      const element = byId(id);
      if (element !== null) element.textContent = text;
    }
    show('user-info', true);
    show('login-section', false);
  }

  /** Shows `#login-section`. */
  showLoginSection(): void {
    show('user-info', false);
    show('login-section', true);
  }
}
