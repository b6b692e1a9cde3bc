import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { createLeases } from './database/leases.js';
import { startJobs } from './kernel/jobs.js';
import { jobsOf } from './wiring/jobs.js';
import { LEFT, removeLeftKeys } from './wiring/left-keys.js';
import { tellOfSecretKey } from './domain/keys/index.js';
import { SECOND } from './kernel/clock.js';
import { drain } from './web/connections/drain.js';
import { dropUnreadBody } from './web/connections/unread-body.js';
import { ownHostOnly } from './web/http/own-host.js';
import { createApp } from './wiring/app.js';
import { createServices, type Options, type Services } from './wiring/services.js';

export { createApp, createServices, type Options, type Services };

/** How long a client may take to send a request's headers, and the whole request. In milliseconds. */
export interface Patience {
  headers: number;
  request: number;
}

const PATIENCE: Patience = { headers: 10 * SECOND, request: 30 * SECOND };
/** How long clients may go on using their connections, each of which ends with its next answer. In milliseconds. */
const LAST_ANSWERS = SECOND;
/** How long background jobs may take to stop. What they leave is done by the next start. In milliseconds. */
const REST_TIMEOUT = 5 * SECOND;

export interface RunningServer {
  /** The URL it listens on, with the actual port when port 0 was configured. */
  url: string;
  services: Services;
  /**
   * Stops accepting, finishes requests under way, closes the database. With a grace (in milliseconds), the server first
   * goes on serving for that long while `/readyz` answers 503, then asks clients to end their connections. Safe to call
   * twice: the first call counts.
   */
  stop(grace?: number): Promise<void>;
}

const listen = (server: Server, { port, host }: { port: number; host: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Starts the server and resolves when it accepts requests. */
export const startServer = async (options: Options & { patience?: Patience }): Promise<RunningServer> => {
  const { config, log, patience = PATIENCE } = options;
  const services = await createServices(options);
  let stopping: Promise<void> | null = null;
  const app = createApp(services, { ...options, isStopping: () => stopping !== null });
  const server = createAdaptorServer({
    fetch: ownHostOnly(config.issuer, app.fetch),
    serverOptions: {
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      keepAliveTimeout: config.keepAlive * SECOND,
      // By default Node looks for slow clients only every 30 seconds.
      connectionsCheckingInterval: patience.headers / 2,
    },
  }) as Server;
  server.prependListener('request', dropUnreadBody);
  try {
    await listen(server, config);
  } catch (error) {
    await services.database.close();
    throw error;
  }
  const { time, secretKeys } = services;
  for (const file of await removeLeftKeys(config, secretKeys)) log.warn({ file }, `this file ${LEFT}`);
  await tellOfSecretKey({ secretKeys, log });
  const stopJobs = startJobs(jobsOf(services, config, log), {
    leases: createLeases(services.database, time.reference),
    isTimeInDoubt: time.isInDoubt,
    log,
  });
  // Created in the background, so that the first request for them does not wait.
  services.keys.jwks().catch((error: unknown) => log.warn({ err: error }));

  const stop = async (grace: number): Promise<void> => {
    log.info({ grace_seconds: grace / SECOND }, 'stopping');
    await wait(grace);
    await drain(server, Math.min(grace, LAST_ANSWERS));
    const rest = stopJobs().then(() => Promise.all([services.requestLog.flush(), time.look()]));
    await Promise.race([rest, wait(REST_TIMEOUT)]).catch((error: unknown) => log.warn({ err: error }));
    services.mails.close();
    await services.database.close();
    log.info('stopped');
  };

  const { port } = server.address() as AddressInfo;
  return {
    url: config.issuer.startsWith('http://localhost') ? `http://localhost:${port}` : `http://${config.host}:${port}`,
    services,
    stop: (grace = 0) => (stopping ??= stop(grace)),
  };
};
