/**
 * A resource's identifier (RFC 8707 section 2): an absolute URI without a fragment. Compared as text, except that an empty
 * path may be written as a slash, as URL parsers do.
 */
const MAX_LENGTH = 500;
/** RFC 3986 section 2: what a URI is written with. */
const URI_TEXT = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const ORIGIN_ALONE = /^https?:\/\/[^/?#]+\/$/;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** One spelling for all that are the same resource. */
export const canonicalResource = (identifier: string): string =>
  ORIGIN_ALONE.test(identifier) ? identifier.slice(0, -1) : identifier;

export const isSameResource = (a: string, b: string): boolean => canonicalResource(a) === canonicalResource(b);

const schemeFault = ({ protocol, hostname }: URL): string | null => {
  if (protocol === 'https:') return null;
  if (protocol === 'http:' && LOOPBACK.has(hostname)) return null;
  return protocol === 'http:'
    ? 'http is possible on localhost, 127.0.0.1 and [::1] only; use https.'
    : 'The identifier must be an https URI.';
};

/** What keeps a text from being registered; null when it is fine. No other server is named by an identifier on `issuer`. */
export const resourceIdentifierFault = (identifier: string, issuer: string): string | null => {
  if (identifier.length > MAX_LENGTH) return `The identifier is longer than ${MAX_LENGTH} characters.`;
  const url = URI_TEXT.test(identifier) ? URL.parse(identifier) : null;
  if (url === null) return 'The identifier must be an absolute URI, such as https://mcp.example.com/mcp.';
  const fault = schemeFault(url);
  if (fault !== null) return fault;
  if (identifier.includes('#')) return 'The identifier cannot have a fragment (#); remove it.';
  if (url.username !== '' || url.password !== '') return 'The identifier cannot name a user before its host.';
  if (url.origin === new URL(issuer).origin)
    return 'This is an address of this server itself, which every app may ask for.';
  return isSameResource(url.href, identifier) ? null : `The identifier is not in its canonical form; write ${url.href}`;
};

/** The host a user knows a resource by, with its port where it has one of its own. */
export const hostOfResource = (identifier: string): string => URL.parse(identifier)?.host ?? identifier;
