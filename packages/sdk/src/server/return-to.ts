/** URL parsers read a backslash as a slash and drop control characters, so neither is allowed in a path. */
const HARMLESS = /^\/[^\\\p{Cc}]*$/u;

/** Stored in a cookie beside those of other pending sign-ins; with longer paths, requests would become too large. */
const MAX_LENGTH = 800;

/** Where a user may be sent back to: a path of the app with its query; null for anything that could lead elsewhere. */
export const readReturnTo = (wanted: string | null, origin: string): string | null => {
  if (wanted === null || !HARMLESS.test(wanted) || !URL.canParse(wanted, origin)) return null;
  const url = new URL(wanted, origin);
  // As browsers read it: `/.//evil.example` is a path until the dot is removed.
  if (url.origin !== origin || url.pathname.startsWith('//')) return null;
  const path = url.pathname + url.search + url.hash;
  return path.length > MAX_LENGTH ? null : path;
};

/** Appends a parameter to a path, before its fragment. */
export const withParameter = (path: string, name: string, value: string): string => {
  const [rest = '', ...fragment] = path.split('#');
  const separator = rest.includes('?') ? '&' : '?';
  return [`${rest}${separator}${new URLSearchParams({ [name]: value })}`, ...fragment].join('#');
};
