/**
 * Whether a POST comes from the app's own pages. No other site can send a header of its own making without asking first, and
 * we never say yes; a plain form of the app has no such header, but browsers say where it was sent from.
 */
export const isFromThisSite = ({ headers }: Request): boolean =>
  headers.get('x-octroi-csrf') === '1' || headers.get('sec-fetch-site') === 'same-origin';
