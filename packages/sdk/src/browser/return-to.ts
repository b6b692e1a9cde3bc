/** A path of this site; anything that names another site, or a script, becomes `/`. */
export const localPath = (address: string): string => {
  const { origin, pathname, search, hash } = new URL(address, location.href);
  // Browsers would read a path starting with two slashes as another host, and the path of a blob: URL is a whole URL.
  return origin === location.origin && /^\/(?!\/)/.test(pathname) ? pathname + search + hash : '/';
};
