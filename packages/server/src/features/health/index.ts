import { Hono } from 'hono';
import type { Log } from '../../kernel/log.js';
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
  log: Log;
}

/** Says in the log why the database cannot be written to, once for each time that this begins, and when it ends. */
const createReport = (log: Log) => {
  let isReady = true;
  return (error: UnavailableError | null): void => {
    const was = isReady;
    isReady = error === null;
    if (was && error !== null) log.error({ err: error }, 'not ready: the database cannot be written to');
    if (!was && error === null) log.info('ready again: the database can be written to');
  };
};

/** `/livez`: the process answers. `/readyz`: it could also write, its clock is right, and it is not about to stop. */
export const health = ({ ready, clockFault, isStopping, log }: Needs): Hono<RequestEnv> => {
  const report = createReport(log);
  const app = new Hono<RequestEnv>();
  app.get('/livez', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    if (isStopping()) return c.json({ status: 'stopping' }, 503);
    const reason = clockFault();
    if (reason !== null) return c.json({ status: 'unavailable', reason }, 503);
    try {
      await ready();
      report(null);
      return c.json({ status: 'ok' });
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      report(error);
      return c.json({ status: 'unavailable' }, 503, retryAfter(error));
    }
  });
  return app;
};
