import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { RequestEnv } from './env.js';

/**
 * The headers of every answer, whoever reads it. HSTS is for an https issuer only (RFC 6797 section 7.2), for two years
 * (section 7.1), and without `includeSubDomains`, which on an apex domain would break the operator's other hosts that use
 * http.
 */
export const everyAnswer = (issuer: string): Readonly<Record<string, string>> => ({
  'x-content-type-options': 'nosniff',
  ...(issuer.startsWith('https:') ? { 'strict-transport-security': 'max-age=63072000' } : {}),
});

/** For everything but OAuth endpoints, which set them by themselves (oauth-endpoint.ts). */
export const onEveryAnswer = (issuer: string) =>
  createMiddleware(async (c, next) => {
    for (const [name, value] of Object.entries(everyAnswer(issuer))) c.header(name, value);
    await next();
  });

/** Identifies each request in its answer and in the log. Never taken from the request, where it could be forged. */
export const requestId = createMiddleware<RequestEnv>(async (c, next) => {
  const id = randomUUID();
  c.set('requestId', id);
  c.header('x-request-id', id);
  await next();
});
