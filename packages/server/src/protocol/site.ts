/** The last two labels of a domain name; an IP address or a single label in full. */
const lastLabels = (hostname: string): string =>
  /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.');

/**
 * Whether browsers may count two URLs as one site and send cookies along that they keep from other sites. Which domains
 * are for registration (co.uk) is not known here, so it is true for some that are two sites, and never the other way
 * round. Ports and schemes are left out for the same reason.
 */
export const mayShareSite = (a: string, b: string): boolean => {
  const [first, second] = [URL.parse(a)?.hostname ?? '', URL.parse(b)?.hostname ?? ''];
  return first !== '' && lastLabels(first) === lastLabels(second);
};
