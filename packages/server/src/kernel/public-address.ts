import { BlockList, isIP } from 'node:net';

/** Networks in CIDR notation, separated by white space. */
export const networksOf = (family: 'ipv4' | 'ipv6', networks: string): BlockList => {
  const list = new BlockList();
  for (const network of networks.trim().split(/\s+/)) {
    const [address = '', prefix] = network.split('/', 2);
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
};

/**
 * IPv4 addresses that are not on the public internet: the IANA special-purpose registry (RFC 6890), multicast,
 * reserved, and the metadata address 168.63.129.16 of one cloud. The others (169.254.169.254, 100.100.100.200,
 * 192.0.0.192) are within these networks.
 */
const SPECIAL_IPV4 = networksOf(
  'ipv4',
  `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
   192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
   203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32`,
);

/**
 * All assigned global unicast IPv6. Excludes loopback, IPv4-mapped and -compatible addresses, NAT64, unique local,
 * link-local and multicast.
 */
const GLOBAL_IPV6 = networksOf('ipv6', '2000::/3');

/** Exceptions within it: protocol assignments with Teredo and ORCHID, documentation, 6to4, AS112. */
const SPECIAL_IPV6 = networksOf('ipv6', '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20');

const LOOPBACK_IPV4 = networksOf('ipv4', '127.0.0.0/8');

/** Loopback and private networks: RFC 1918, RFC 6598, and RFC 4193. */
const PRIVATE_IPV4 = networksOf('ipv4', '10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16');
const PRIVATE_IPV6 = networksOf('ipv6', '::1/128 fc00::/7');

/** Within them, the metadata services of clouds, which reveal a machine's secrets. */
const METADATA_IPV4 = networksOf('ipv4', '100.100.100.200/32');
const METADATA_IPV6 = networksOf('ipv6', 'fd00:42::42/128 fd00:ec2::254/128 fd20:ce::254/128');

/** Whether an IP address, as the system formats it, is 127/8 or ::1. */
export const isLoopbackAddress = (address: string): boolean =>
  isIP(address) === 4 ? LOOPBACK_IPV4.check(address, 'ipv4') : address === '::1';

/** Whether an IP address is on the public internet. False for anything that is not an address. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !SPECIAL_IPV4.check(address, 'ipv4');
  // Only link-local addresses have a zone (%eth0).
  if (family !== 6 || address.includes('%')) return false;
  return GLOBAL_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
};

/** Whether an IP address is on a private network or loopback, and no metadata service. */
export const isPrivateAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return PRIVATE_IPV4.check(address, 'ipv4') && !METADATA_IPV4.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return false;
  return PRIVATE_IPV6.check(address, 'ipv6') && !METADATA_IPV6.check(address, 'ipv6');
};
