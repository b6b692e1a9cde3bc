import { Hono } from 'hono';
import { UnavailableError } from '../../kernel/unavailable.js';
import type { RequestEnv } from '../../web/http/env.js';
import { retryAfter } from '../../web/http/oauth-response.js';

/** `/livez`: the process answers. `/readyz`: its dependencies do too. */
export const health = ({ ping }: { ping: () => Promise<void> }): Hono<RequestEnv> => {
  const app = new Hono<RequestEnv>();
  app.get('/livez', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    try {
      await ping();
      return c.json({ status: 'ok' });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return c.json({ status: 'unavailable' }, 503, retryAfter(error));
    }
  });
  return app;
};
