/** In characters. Proxies and browsers refuse answers whose headers are longer than some kilobytes. */
const MAX_PATH = 4096;
const MAX_ECHO = 100;

/**
 * What was typed or named, for the query of a redirect. Nothing of ours is longer, so cutting it off changes no answer.
 * A character that was cut in half would throw a URIError.
 */
export const echoed = (text: string): string => text.slice(0, MAX_ECHO).toWellFormed();

/**
 * A path of this server to return to, from a form or a link. Anything a browser could take for another origin
 * (`//host`, `/\host`, a scheme), or that is too long, becomes the fallback.
 */
export const safeReturnTo = (path: string | undefined, fallback: string): string => {
  if (path === undefined || path.length > MAX_PATH || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || path.includes('\\'))
    return fallback;
  const base = 'http://octroi.invalid';
  return URL.parse(path, base)?.origin === base ? path : fallback;
};
