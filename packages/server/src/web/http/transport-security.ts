import { createMiddleware } from 'hono/factory';

/**
 * Two years (RFC 6797 section 7.1), sent on an https issuer only (RFC 6797 section 7.2). Without `includeSubDomains`,
 * which on an apex domain would break the operator's other hosts that use http.
 */
export const HSTS = { 'strict-transport-security': 'max-age=63072000' } as const;

export const transportSecurity = createMiddleware(async (c, next) => {
  for (const [name, value] of Object.entries(HSTS)) c.header(name, value);
  await next();
});
