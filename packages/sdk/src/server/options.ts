import type { ClientOptions } from '../core/client.js';
import type { SessionStore } from './stored-sessions.js';

/** An app's configuration. */
export interface OctroiOptions extends ClientOptions {
  readonly clientSecret: string;
  /**
   * As registered. The handler answers its path, where users return to. Cookies are Secure if it is https; http is
   * allowed only on localhost.
   */
  readonly redirectUri: string;
  /**
   * Encrypts cookies: at least 32 random bytes, the same in all processes. To rotate it, give the new one followed by
   * the old one. May be omitted with `sessions`.
   */
  readonly cookieSecret?: string | readonly string[];
  /** Stores sessions in your own store; default: an encrypted cookie. */
  readonly sessions?: SessionStore;
  /** Where the app is mounted, such as `/shop`: the prefix of all its routes, and its home page. */
  readonly basePath?: string;
  /** Origins of your APIs to which a session's `fetch` may send the access token, besides the Octroi server. */
  readonly allowedOrigins?: readonly string[];
  /** More parameters for the authorization request, such as `resource` or `ui_locales`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /** Called with the reason when a visitor only sees `server_error`; default: the console. */
  readonly onError?: (error: unknown) => void;
}

const MIN_SECRET_BYTES = 32;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Validated once, so that a mistake shows at start and not at the first sign-in. */
export const readOptions = (options: OctroiOptions) => {
  const { clientSecret, cookieSecret, sessions, basePath = '', onError } = options;
  const redirectUri = new URL(options.redirectUri);
  if (redirectUri.protocol !== 'https:' && !(redirectUri.protocol === 'http:' && LOOPBACK.has(redirectUri.hostname))) {
    throw new TypeError('redirectUri must be an https URI; http is possible on localhost only.');
  }
  if (!/^(?:\/[^/?#]+)*$/.test(basePath)) {
    throw new TypeError('basePath must be a path such as /shop, without a slash at its end.');
  }
  if (clientSecret === '') throw new TypeError('clientSecret is empty; an app with a server needs one.');
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
