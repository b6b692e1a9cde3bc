import { createMiddleware } from 'hono/factory';

/**
 * No `form-action`: Chromium applies it to the redirects after a form, and ours lead to apps. No COOP: it would cut off
 * the window of an app that opened us as a popup (design decision 7).
 */
const DIRECTIVES = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

/** For a page with one of our scripts. */
export const SCRIPT_POLICY = [...DIRECTIVES, "script-src 'self'"].join('; ');

/** For a page whose script fetches the page again. */
export const FETCHING_SCRIPT_POLICY = `${SCRIPT_POLICY}; connect-src 'self'`;

/** Pages cannot be framed (RFC 9700 section 4.16) and send no referrer (RFC 9700 section 4.2.4). */
const HEADERS = {
  'content-security-policy': DIRECTIVES.join('; '),
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'cache-control': 'no-store',
};

/** Sets the headers of every page, including redirects and errors. */
export const pageHeaders = createMiddleware(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
});
