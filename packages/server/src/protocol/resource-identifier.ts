import { fault, type Fault } from '../kernel/fault.js';

/** What can be wrong with a resource's identifier. */
export interface ResourceIdentifierFaults {
  resourceTooLong: [maximum: number];
  resourceNotAbsolute: [];
  resourceHttp: [];
  resourceNotHttps: [];
  resourceFragment: [];
  resourceUser: [];
  resourceOurs: [];
  resourceNotCanonical: [canonical: string];
}

export type ResourceIdentifierFault = Fault<ResourceIdentifierFaults>;

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

const schemeFault = ({ protocol, hostname }: URL): ResourceIdentifierFault | null => {
  if (protocol === 'https:') return null;
  if (protocol === 'http:' && LOOPBACK.has(hostname)) return null;
  return fault(protocol === 'http:' ? 'resourceHttp' : 'resourceNotHttps');
};

/** What keeps a text from being registered; null when it is fine. No other server is named by an identifier on `issuer`. */
export const resourceIdentifierFault = (identifier: string, issuer: string): ResourceIdentifierFault | null => {
  if (identifier.length > MAX_LENGTH) return fault('resourceTooLong', MAX_LENGTH);
  const url = URI_TEXT.test(identifier) ? URL.parse(identifier) : null;
  if (url === null) return fault('resourceNotAbsolute');
  const ofScheme = schemeFault(url);
  if (ofScheme !== null) return ofScheme;
  if (identifier.includes('#')) return fault('resourceFragment');
  if (url.username !== '' || url.password !== '') return fault('resourceUser');
  if (url.origin === new URL(issuer).origin) return fault('resourceOurs');
  return isSameResource(url.href, identifier) ? null : fault('resourceNotCanonical', url.href);
};

/** The host a user knows a resource by, with its port where it has one of its own. */
export const hostOfResource = (identifier: string): string => URL.parse(identifier)?.host ?? identifier;
