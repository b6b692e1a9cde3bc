import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { isLocalhost } from './reach.js';
import { createTurns } from './turns.js';

/** All addresses of a name, at least one, IPv4 first; of an address, itself. Rejects if there is none, or once `signal` aborts. */
export type LookUp = (hostname: string, signal: AbortSignal) => Promise<readonly LookupAddress[]>;

export interface LookUpOptions {
  /** Name servers; default: the system's. */
  servers?: readonly string[];
  hostsFile?: string;
}

/** How long name servers have to answer, in milliseconds. */
const PATIENCE = 2000;
/** How long one has before the question is sent again, or to the next one. */
const TRY = 700;
/** How long the addresses of one family wait for those of the other. */
const OTHER_FAMILY = 250;
/** Look-ups under way: of all names, and of those below one domain, whose name servers one person may slow down. */
const AT_ONCE = 64;
const PER_DOMAIN = 4;
const MOST_WAITING = 500;

const HOSTS_FILE =
  process.platform === 'win32'
    ? join(process.env['SystemRoot'] ?? String.raw`C:\Windows`, String.raw`System32\drivers\etc\hosts`)
    : '/etc/hosts';

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** The domain that somebody registered, or nearly: example.com of a.example.com, example.co.uk of a.example.co.uk. */
export const domainOf = (name: string): string => {
  const labels = name.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join('.');
};

const familyOf = (address: string): number => (address.includes(':') ? 6 : 4);

/** Read again when it changes. */
const createHostsFile = (path: string) => {
  let known = { changedAt: Number.NaN, addresses: new Map<string, LookupAddress[]>() };

  const read = async (): Promise<Map<string, LookupAddress[]>> => {
    const addresses = new Map<string, LookupAddress[]>();
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      const [address = '', ...names] = line.replace(/#.*/s, '').trim().split(/\s+/);
      for (const name of names.map((each) => each.toLowerCase())) {
        addresses.set(name, [...(addresses.get(name) ?? []), { address, family: familyOf(address) }]);
      }
    }
    return addresses;
  };

  return async (name: string): Promise<readonly LookupAddress[]> => {
    const changedAt = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (changedAt === null) return [];
    if (changedAt !== known.changedAt) known = { changedAt, addresses: await read() };
    return known.addresses.get(name) ?? [];
  };
};

/** Asks for the addresses of both families. One that is much slower than the other is not waited for. */
const ask = async (name: string, servers: readonly string[] | undefined, signal: AbortSignal) => {
  signal.throwIfAborted();
  // Its own, so that it can be cancelled alone, and knows what the system's name servers are now.
  const resolver = new Resolver({ timeout: TRY, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const cancel = (): void => resolver.cancel();
  signal.addEventListener('abort', cancel);
  let timer = setTimeout(cancel, PATIENCE);
  const found: LookupAddress[] = [];
  const find = async (family: 4 | 6, answer: Promise<string[]>): Promise<void> => {
    found.push(...(await answer).map((address) => ({ address, family })));
    clearTimeout(timer);
    timer = setTimeout(cancel, OTHER_FAMILY);
  };
  try {
    const [ipv4] = await Promise.allSettled([find(4, resolver.resolve4(name)), find(6, resolver.resolve6(name))]);
    if (found.length === 0) {
      const cause: unknown = ipv4.status === 'rejected' ? ipv4.reason : undefined;
      throw new Error(`no address of ${name} was found`, { cause });
    }
    return found.toSorted((a, b) => a.family - b.family);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
};

/**
 * Looks up names for outward calls, without threads: the system's own look-up takes a thread of a small pool for as long as
 * a slow name server likes, and files, passwords and connections to the database wait meanwhile (ADR 0044). Knows
 * `localhost`, the hosts file and DNS. Look-ups have a time limit; those of one domain leave room for others.
 */
export const createLookUp = ({ servers, hostsFile = HOSTS_FILE }: LookUpOptions = {}): LookUp => {
  const inTurn = createTurns({ atOnce: AT_ONCE, perLane: PER_DOMAIN, mostWaiting: MOST_WAITING });
  const inHostsFile = createHostsFile(hostsFile);

  return async (hostname, signal) => {
    const name = hostname.toLowerCase().replace(/\.$/, '');
    if (isIP(name) !== 0) return [{ address: name, family: isIP(name) }];
    if (isLocalhost(name)) return LOOPBACK;
    const listed = await inHostsFile(name);
    return listed.length > 0 ? listed : inTurn({ [domainOf(name)]: MOST_WAITING }, () => ask(name, servers, signal));
  };
};
