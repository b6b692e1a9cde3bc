/** A URL parser reads a backslash as a slash, and drops what cannot be seen: neither belongs into a path of the app. */
const HARMLESS = /^\/[^\\\p{Cc}]*$/u;

/** It travels in a cookie, beside those of other sign-ins under way: with longer ones an app would refuse its visitor. */
const MAX_LENGTH = 800;

/**
 * Where a user may be sent back to: a path of the app itself, with its query; null for anything that could lead elsewhere.
 */
export const readReturnTo = (wanted: string | null, origin: string): string | null => {
  if (wanted === null || !HARMLESS.test(wanted) || !URL.canParse(wanted, origin)) return null;
  const url = new URL(wanted, origin);
  // As the browser will read it: `/.//evil.example` is a path until its dot is taken out.
  if (url.origin !== origin || url.pathname.startsWith('//')) return null;
  const path = url.pathname + url.search + url.hash;
  return path.length > MAX_LENGTH ? null : path;
};

/** A path with one more parameter, before its fragment. */
export const withParameter = (path: string, name: string, value: string): string => {
  const [rest = '', ...fragment] = path.split('#');
  const separator = rest.includes('?') ? '&' : '?';
  return [`${rest}${separator}${new URLSearchParams({ [name]: value })}`, ...fragment].join('#');
};
