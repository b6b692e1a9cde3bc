/** The groups of an IPv6 address, without leading zeros. */
const groupsOf = (address: string): string[] => {
  const [head = '', tail = ''] = address.split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = address.includes('::')
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
    : left;
  return groups.map((group) => Number.parseInt(group, 16).toString(16));
};

/** The /64 of an IPv6 address, the least that one subscriber has. */
export const subscriberNetwork = (address: string): string => `${groupsOf(address).slice(0, 4).join(':')}::/64`;

/**
 * What somebody with many addresses may have all of: of an IPv6 /64 its /48, of an IPv4 address its /24. Many people may
 * be in it, so it is only for taking turns, and for no limit.
 */
const siteNetwork = (address: string): string =>
  address.endsWith('::/64')
    ? `${address.split(':').slice(0, 3).join(':')}::/48`
    : `${address.split('.').slice(0, 3).join('.')}.0/24`;

/** The turns that an address and its network have (turns.ts). */
export const addressLanes = (
  address: string,
  { perAddress, perNetwork }: { perAddress: number; perNetwork: number },
): Readonly<Record<string, number>> => ({
  [`address:${address}`]: perAddress,
  [`network:${siteNetwork(address)}`]: perNetwork,
});
