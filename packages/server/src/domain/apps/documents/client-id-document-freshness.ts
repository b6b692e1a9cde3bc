import CachePolicy from 'http-cache-semantics';
import { DAY, HOUR, MINUTE, SECOND } from '../../../kernel/clock.js';

// Loaded on demand, because most installations read no documents.

/** Whatever the headers say. */
const LEAST_FRESH = 5 * MINUTE;
const MOST_FRESH = DAY;
/** If the headers say nothing. */
const USUALLY_FRESH = HOUR;

/**
 * How long a response with status 200 may be kept (RFC 9111 section 4.2), in milliseconds, within our own bounds (OAuth
 * Client ID Metadata Document section 5.2). The request carries no credentials, so private responses may be shared.
 */
export const freshFor = (headers: Headers): number => {
  // Directives override Expires, and of two max-age the library uses the last.
  const usual = headers.has('expires') ? '' : `max-age=${USUALLY_FRESH / SECOND},`;
  const directives = usual + (headers.get('cache-control') ?? '').toLowerCase();
  const response = { ...Object.fromEntries(headers), 'cache-control': directives };
  const policy = new CachePolicy({ headers: {} }, { headers: response }, { shared: false });
  // Not timeToLive(), which includes stale-while-revalidate and stale-if-error.
  const seconds = Math.floor(policy.maxAge()) - Math.floor(policy.age());
  return Math.min(MOST_FRESH, Math.max(LEAST_FRESH, seconds * SECOND));
};
