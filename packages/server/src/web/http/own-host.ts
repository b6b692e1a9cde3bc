import { createMiddleware } from 'hono/factory';
import { isLoopbackHost } from '../../kernel/settings/values.js';

/** Answered whatever the Host is, because whoever asks may know only an address. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz']);

/**
 * For an http issuer, which is always on loopback: a page of another site whose name was rebound to loopback is same-origin
 * with us, and could read mails, tokens and forms. Such a request names that site as its host (RFC 9110 section 15.5.20).
 */
export const ownHostOnly = createMiddleware(async (c, next) => {
  const { hostname, pathname } = new URL(c.req.url);
  if (isLoopbackHost(hostname) || PROBES.has(pathname)) return next();
  return c.text('This server is for development and answers only at localhost, 127.0.0.1 and [::1].\n', 421);
});
