import { BlockList, isIP } from 'node:net';
import { isPrivateAddress } from './public-address.js';
import { ConfigValueError, texts } from './settings/values.js';

/** What outward calls may reach although it is not on the public internet (ADR 0044). */
export interface PrivateHosts {
  /** Whether an address, found for a host, is listed with this port. Never for an address of the public internet. */
  has(host: string, port: number, address: string): boolean;
  /** Whether a host could have such an address. */
  mayHave(host: string, port: number): boolean;
}

const ENTRY = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)*[a-z0-9_][a-z0-9_-]{0,62}$/;
const PREFIX = /^\d{1,3}$/;

interface Listed {
  names: Set<string>;
  networks: Map<number, BlockList>;
}

const networkOf = (text: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } | null => {
  const [address = '', length, ...rest] = text.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  const prefix = length === undefined ? bits : PREFIX.test(length) ? Number(length) : -1;
  if (bits === 0 || rest.length > 0 || prefix < 0 || prefix > bits || address.includes('%')) return null;
  return { address, prefix, family: bits === 32 ? 'ipv4' : 'ipv6' };
};

/** Null if the entry is listed now, otherwise what is wrong with it. */
const faultOf = (entry: string, { names, networks }: Listed): string | null => {
  const [, bracketed, plain = '', digits = ''] = ENTRY.exec(entry) ?? [];
  const port = Number(digits);
  const host = (bracketed ?? plain).toLowerCase();
  const network = networkOf(host);
  if (!(port >= 1 && port <= 65_535) || (network === null && (bracketed !== undefined || !NAME.test(host)))) {
    return `names ${entry}. Write HOST:PORT, or CIDR:PORT, such as chat.internal:8080, 10.1.0.0/16:443 or [fd00::/8]:443.`;
  }
  if (network === null) {
    names.add(`${host}:${port}`);
    return null;
  }
  if (!isPrivateAddress(network.address)) {
    return `names ${entry}, which is not on a private network. Public addresses need no entry; link-local and metadata addresses are never called.`;
  }
  const list = networks.get(port) ?? new BlockList();
  list.addSubnet(network.address, network.prefix, network.family);
  networks.set(port, list);
  return null;
};

/**
 * Parses a comma-separated list of HOST:PORT and CIDR:PORT.
 *
 * @throws {ConfigValueError} with all faults; each completes the sentence "NAME ..."
 */
export const privateHosts = (value: string): PrivateHosts => {
  const listed: Listed = { names: new Set(), networks: new Map() };
  const faults = texts(value).flatMap((entry) => faultOf(entry, listed) ?? []);
  if (faults.length > 0) throw new ConfigValueError(faults);
  const { names, networks } = listed;
  return {
    has: (host, port, address) =>
      isPrivateAddress(address) &&
      (names.has(`${host}:${port}`) ||
        networks.get(port)?.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') === true),
    mayHave: (host, port) => names.has(`${host}:${port}`) || networks.has(port),
  };
};

export const NO_PRIVATE_HOSTS: PrivateHosts = privateHosts('');
