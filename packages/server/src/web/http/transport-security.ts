import { createMiddleware } from 'hono/factory';

/**
 * Two years (RFC 6797 section 7.1), sent on an https issuer only (RFC 6797 section 7.2). Without `includeSubDomains`: on an
 * apex domain it would reach every other host of the operator's, and those that speak http would be gone.
 */
export const HSTS = { 'strict-transport-security': 'max-age=63072000' } as const;

export const transportSecurity = createMiddleware(async (c, next) => {
  for (const [name, value] of Object.entries(HSTS)) c.header(name, value);
  await next();
});
