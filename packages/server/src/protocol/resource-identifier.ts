import { fault, type Fault } from '../kernel/fault.js';
import { isLoopbackHost } from '../kernel/settings/values.js';

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
 * A resource identifier (RFC 8707 section 2): an absolute URI without a fragment. Compared as text, except that an
 * empty path equals a slash, as in URL parsers.
 */
const MAX_LENGTH = 500;
/** RFC 3986 section 2: the characters of a URI. */
const URI_TEXT = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const ORIGIN_ALONE = /^https?:\/\/[^/?#]+\/$/;

/** The canonical spelling of an identifier. */
export const canonicalResource = (identifier: string): string =>
  ORIGIN_ALONE.test(identifier) ? identifier.slice(0, -1) : identifier;

export const isSameResource = (a: string, b: string): boolean => canonicalResource(a) === canonicalResource(b);

const schemeFault = ({ protocol, hostname }: URL): ResourceIdentifierFault | null => {
  if (protocol === 'https:') return null;
  if (protocol === 'http:' && isLoopbackHost(hostname)) return null;
  return fault(protocol === 'http:' ? 'resourceHttp' : 'resourceNotHttps');
};

/**
 * What keeps an identifier from being registered; null when it is fine. Identifiers on `issuer` are reserved for this server.
 */
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

/** The host that users know a resource by, with a non-default port. */
export const hostOfResource = (identifier: string): string => URL.parse(identifier)?.host ?? identifier;
