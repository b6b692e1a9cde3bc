import { isIP } from 'node:net';
import { NO_PRIVATE_HOSTS, type PrivateHosts } from './private-hosts.js';
import { isLoopbackAddress, isPublicAddress } from './public-address.js';

/** What this server's outward calls may reach. */
export interface Reachable {
  /** Allows loopback, also over http. Set only where this server itself is on http loopback. */
  allowLoopback: boolean;
  /** Of `isTrusted` calls only. */
  privateHosts?: PrivateHosts;
}

/** Why a URL cannot be called: its host is not public, or it is not https. */
export type ReachFault = 'not_public' | 'not_https';

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'http:' ? 80 : 443));

/** As OCTROI_PRIVATE_HOSTS lists it. */
export const hostAndPort = (url: URL): string => `${url.hostname}:${portOf(url)}`;

/** Whether a host is this machine by its name (RFC 6761 section 6.3). */
export const isLocalhost = (host: string): boolean => /(?:^|\.)localhost$/.test(host);

/** The address of a host that needs no look-up, or null. The URL parser has made it canonical. */
const literalOf = (host: string): string | null => {
  if (isLocalhost(host)) return '127.0.0.1';
  return isIP(host) === 0 ? null : host;
};

/**
 * Which outward calls are made. `isTrusted` are those to addresses that the operator chose, or that a trusted app named.
 */
export const createReach = ({ allowLoopback, privateHosts = NO_PRIVATE_HOSTS }: Reachable) => {
  /** Whether to connect to an address of the URL's host, also over http to a private one. */
  const allows = (address: string, url: URL, isTrusted: boolean): boolean => {
    if (allowLoopback && isLoopbackAddress(address)) return true;
    if (isTrusted && privateHosts.has(hostOf(url), portOf(url), address)) return true;
    return url.protocol === 'https:' && isPublicAddress(address);
  };

  return {
    allows,

    /** Whether a URL could be called at all, before its name is looked up. Null if so. */
    faultOf: (url: URL, isTrusted: boolean): ReachFault | null => {
      const host = hostOf(url);
      const literal = literalOf(host);
      if (literal !== null) {
        if (allows(literal, url, isTrusted)) return null;
        return isPublicAddress(literal) ? 'not_https' : 'not_public';
      }
      if (url.protocol === 'https:') return null;
      const mayBeListed = isTrusted && privateHosts.mayHave(host, portOf(url));
      return url.protocol === 'http:' && mayBeListed ? null : 'not_https';
    },
  };
};

export type Reach = ReturnType<typeof createReach>;
