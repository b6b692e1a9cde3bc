import { createMiddleware } from 'hono/factory';

/**
 * For pages whose GET has an effect, as protocols define them: HEAD has none. Programs that look at links, such as
 * scanners of mail, would otherwise use up what a link is for (RFC 9110 section 9.2.1).
 */
export const headHasNoEffect = createMiddleware(async (c, next) => {
  if (c.req.method !== 'HEAD') return next();
  c.header('cache-control', 'no-store');
  return c.body(null, 200);
});
