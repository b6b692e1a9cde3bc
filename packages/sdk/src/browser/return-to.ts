/** A path of this site and nothing else: what names another site, or a script, becomes `/`. */
export const localPath = (address: string): string => {
  const { origin, pathname, search, hash } = new URL(address, location.href);
  // A path that begins with two slashes would be read as another host; the path of a blob: is a whole address.
  return origin === location.origin && /^\/(?!\/)/.test(pathname) ? pathname + search + hash : '/';
};
