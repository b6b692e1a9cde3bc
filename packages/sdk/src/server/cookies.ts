/** The names and attributes of an app's cookies. */
export interface CookieJar {
  readonly session: string;
  /** The prefix of the cookies of pending sign-ins. */
  readonly transaction: string;
  /** One Set-Cookie line. `maxAge` in seconds. */
  set(name: string, value: string, maxAge: number): string;
  clear(name: string): string;
}

/** A request's cookies by name. Of two with the same name the first counts: it has the longer path. */
export const readCookies = (request: Request): ReadonlyMap<string, string> => {
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const separator = pair.indexOf('=');
    if (separator === -1) continue;
    const name = pair.slice(0, separator).trim();
    if (!cookies.has(name)) cookies.set(name, pair.slice(separator + 1).trim());
  }
  return cookies;
};

/**
 * Cookies for an app at this URL. On https, `__Host-` keeps subdomains and plain http from planting one. On http (a
 * developer's machine) Safari would drop a Secure cookie, and cookies ignore ports, so the name contains the port: two
 * apps on localhost, or an app and its Octroi server, do not overwrite each other's.
 *
 * @param url where the app is, such as its redirect URI
 */
export const createCookieJar = (url: URL): CookieJar => {
  const isSecure = url.protocol === 'https:';
  const prefix = `${isSecure ? '__Host-' : ''}octroi_app${url.port === '' ? '' : `_${url.port}`}`;
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  const set = (name: string, value: string, maxAge: number): string =>
    `${name}=${value}; Max-Age=${maxAge}${attributes}`;
  return {
    session: `${prefix}_session`,
    transaction: `${prefix}_sign_in_`,
    set,
    clear: (name) => set(name, '', 0),
  };
};
