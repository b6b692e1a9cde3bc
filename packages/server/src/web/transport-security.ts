import { createMiddleware } from 'hono/factory';

/** Two years, as browsers' preload lists ask (RFC 6797). Sent on an https issuer only. */
export const HSTS = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } as const;

export const transportSecurity = createMiddleware(async (c, next) => {
  for (const [name, value] of Object.entries(HSTS)) c.header(name, value);
  await next();
});
