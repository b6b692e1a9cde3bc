import { createMiddleware } from 'hono/factory';

/**
 * No `form-action`: Chromium applies it to the redirects that follow a form, and ours lead to apps. No COOP: it would cut
 * the tie to the window of an app that opened us as a popup (design decision 7).
 */
const DIRECTIVES = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

/** Of a page that brings a script file of ours. */
export const SCRIPT_POLICY = [...DIRECTIVES, "script-src 'self'"].join('; ');

/** Of a page whose script fetches that same page again. */
export const FETCHING_SCRIPT_POLICY = `${SCRIPT_POLICY}; connect-src 'self'`;

/** Nobody frames a page (RFC 9700 section 4.16), and none tells where the reader came from (RFC 9700 section 4.2.4). */
const HEADERS = {
  'content-security-policy': DIRECTIVES.join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  'cache-control': 'no-store',
};

/** What every page is sent with, redirects and errors included. */
export const pageHeaders = createMiddleware(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
});
