import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createLeases } from './database/leases.js';
import { startJobs } from './kernel/jobs.js';
import { jobsOf } from './wiring/jobs.js';
import { SECOND, systemClock } from './kernel/clock.js';
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
/** How long requests under way may take when the server stops. In milliseconds. */
const DRAIN_TIMEOUT = 10 * SECOND;

export interface RunningServer {
  /** The URL it listens on, with the actual port when port 0 was configured. */
  url: string;
  services: Services;
  /** Stops accepting, finishes requests under way, closes the database. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts the server and resolves when it accepts requests. */
export const startServer = async (options: Options & { patience?: Patience }): Promise<RunningServer> => {
  const { config, log, clock = systemClock, patience = PATIENCE } = options;
  const services = await createServices(options);
  const app = createApp(services, options);
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve(
      {
        fetch: ownHostOnly(config.issuer, app.fetch),
        hostname: config.host,
        port: config.port,
        serverOptions: {
          headersTimeout: patience.headers,
          requestTimeout: patience.request,
          // By default Node looks for slow clients only every 30 seconds.
          connectionsCheckingInterval: patience.headers / 2,
        },
      },
      () => resolve(listening),
    );
    listening.once('error', reject);
  }).catch(async (error: unknown) => {
    await services.database.close();
    throw error;
  });
  const stopJobs = startJobs(jobsOf(services, { config, clock }), {
    leases: createLeases(services.database, clock),
    log,
  });
  // Created in the background, so that the first request for them does not wait.
  services.keys.jwks().catch((error: unknown) => log.warn({ err: error }));

  const stop = async (): Promise<void> => {
    const drained = new Promise<void>((resolve) => server.close(() => resolve()));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    const deadline = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_TIMEOUT);
    await drained;
    clearTimeout(deadline);
    await stopJobs();
    await services.requestLog.flush();
    services.mails.close();
    await services.database.close();
  };
  let stopping: Promise<void> | null = null;

  const { port } = server.address() as AddressInfo;
  return {
    url: config.issuer.startsWith('http://localhost') ? `http://localhost:${port}` : `http://${config.host}:${port}`,
    services,
    stop: () => (stopping ??= stop()),
  };
};
