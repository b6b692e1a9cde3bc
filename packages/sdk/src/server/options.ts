import type { ClientOptions } from '../core/client.js';
import type { SessionStore } from './stored-sessions.js';

/** What an app says about itself, once. */
export interface OctroiOptions extends ClientOptions {
  readonly clientSecret: string;
  /**
   * As registered, and where users come back to: its path is answered by the handler. It also says whether cookies are
   * Secure; http is possible on localhost only.
   */
  readonly redirectUri: string;
  /**
   * Encrypts what is kept in cookies: at least 32 bytes that nobody can guess, the same in all processes. To replace it, give
   * the new one and then the old one. May be left out with `sessions`.
   */
  readonly cookieSecret?: string | readonly string[];
  /** Keeps sessions in a store of yours; in an encrypted cookie unless given. */
  readonly sessions?: SessionStore;
  /** Where the app is mounted, such as `/shop`: what all its routes begin with, and its home page. */
  readonly basePath?: string;
  /** Origins of your APIs that a session's `fetch` may send the access token to, besides the Octroi server. */
  readonly allowedOrigins?: readonly string[];
  /** More parameters for the authorization request, such as `resource` or `ui_locales`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /** Learns why a visitor was only told `server_error`; written to the console unless given. */
  readonly onError?: (error: unknown) => void;
}

const MIN_SECRET_BYTES = 32;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Checked once, so that a mistake shows at start and not at the first sign-in. */
export const readOptions = (options: OctroiOptions) => {
  const { clientSecret, cookieSecret, sessions, basePath = '', onError } = options;
  const redirectUri = new URL(options.redirectUri);
  if (redirectUri.protocol !== 'https:' && !(redirectUri.protocol === 'http:' && LOOPBACK.has(redirectUri.hostname))) {
    throw new TypeError('redirectUri must be an https URI; http is possible on localhost only.');
  }
  if (!/^(?:\/[^/?#]+)*$/.test(basePath)) {
    throw new TypeError('basePath must be a path such as /shop, without a slash at its end.');
  }
  if (clientSecret === '') throw new TypeError('clientSecret is empty: an app with a server has one.');
  if (cookieSecret === undefined && sessions === undefined) {
    throw new TypeError('Give createOctroi a cookieSecret, or a store for its sessions.');
  }
  const secrets = [cookieSecret ?? clientSecret].flat();
  if (secrets.length === 0 || secrets.some((secret) => new TextEncoder().encode(secret).length < MIN_SECRET_BYTES)) {
    throw new TypeError(
      `cookieSecret must have at least ${MIN_SECRET_BYTES} bytes, such as those of: openssl rand -hex 32`,
    );
  }
  return {
    redirectUri,
    secrets,
    basePath,
    onError: onError ?? ((error: unknown) => console.error(`Octroi: ${String(error)}`)),
  };
};
