import { Hono } from 'hono';
import { UnavailableError } from '../../kernel/unavailable.js';
import type { RequestEnv } from '../../web/http/env.js';
import { retryAfter } from '../../web/http/oauth-response.js';

interface Needs {
  /** Rejects with UnavailableError when nothing could be written. */
  ready: () => Promise<void>;
  /** Why this process's clock cannot be relied on, or null. */
  clockFault: () => string | null;
  /** Whether the server still answers but is about to stop, so that new requests belong elsewhere. */
  isStopping: () => boolean;
}

/** `/livez`: the process answers. `/readyz`: it could also write, its clock is right, and it is not about to stop. */
export const health = ({ ready, clockFault, isStopping }: Needs): Hono<RequestEnv> => {
  const app = new Hono<RequestEnv>();
  app.get('/livez', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    if (isStopping()) return c.json({ status: 'stopping' }, 503);
    const reason = clockFault();
    if (reason !== null) return c.json({ status: 'unavailable', reason }, 503);
    try {
      await ready();
      return c.json({ status: 'ok' });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return c.json({ status: 'unavailable' }, 503, retryAfter(error));
    }
  });
  return app;
};
