/**
 * Whether a POST comes from the app's own pages. Another site cannot send a custom header without a CORS preflight,
 * which we never answer; a plain form of the app has no such header, but browsers send its origin.
 */
export const isFromThisSite = ({ headers }: Request): boolean =>
  headers.get('x-octroi-csrf') === '1' || headers.get('sec-fetch-site') === 'same-origin';
