import type { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { RequestEnv } from './env.js';

/** All that we use, besides HEAD and OPTIONS. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The methods of a path, as `Allow` lists them (RFC 9110 section 10.2.1); empty if nothing is mounted there. Handlers
 * for every method are middleware and error pages, so they do not count.
 */
export const allowedMethods = ({ router }: Pick<Hono<RequestEnv>, 'router'>, path: string): string[] =>
  METHODS.filter((method) => router.match(method, path)[0].some(([[, route]]) => route.method === method)).flatMap(
    (method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]),
  );

/**
 * For pages whose GET has an effect, as protocols define them: HEAD has none. Programs that look at links, such as
 * scanners of mail, would otherwise use up what a link is for (RFC 9110 section 9.2.1).
 */
export const headHasNoEffect = createMiddleware(async (c, next) => {
  if (c.req.method !== 'HEAD') return next();
  c.header('cache-control', 'no-store');
  return c.body(null, 200);
});
