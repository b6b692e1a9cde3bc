/**
 * A path of this server to return to, from a form or a link. Anything a browser could take for another origin
 * (`//host`, `/\host`, a scheme) becomes the fallback.
 */
export const safeReturnTo = (path: string | undefined, fallback: string): string => {
  if (path === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.includes('\\')) return fallback;
  const base = 'http://octroi.invalid';
  return URL.parse(path, base)?.origin === base ? path : fallback;
};
