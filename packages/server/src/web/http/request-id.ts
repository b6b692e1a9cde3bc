import { randomUUID } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { RequestEnv } from './env.js';

/** Identifies each request in its answer and in the log. Never taken from the request, where it could be forged. */
export const requestId = createMiddleware<RequestEnv>(async (c, next) => {
  const id = randomUUID();
  c.set('requestId', id);
  c.header('x-request-id', id);
  await next();
});
