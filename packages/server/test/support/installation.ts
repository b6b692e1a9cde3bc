import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Environment } from '#server/config/index.js';
import { TOPUP_PROVIDERS } from '#server/features/topup/providers/index.js';
import type { Clock } from '#server/kernel/clock.js';
import { createLog, type Log } from '#server/kernel/log.js';
import type { AccountStatus } from '#server/protocol/claims.js';
import { Secret } from '#server/kernel/secret.js';
import { createApp, createServices } from '#server/server.js';
import { copyMigratedFile } from './templates.js';

/** The start time of an installation. */
export const START = Date.UTC(2026, 0, 15, 12);
export const PASSWORD = 'a sentence long enough';

/**
 * The whole product on its own SQLite file, without a socket, on a clock that only tests move. `clockOn` makes its
 * clock from that time, and may give the true time besides; `providers` are the payment providers; `server` is another
 * build of the server.
 */
export const openInstallation = async (
  environment: Environment = {},
  log: Log = createLog('silent'),
  clockOn = (wall: () => number): Clock & { world?: Clock } => ({ now: wall }),
  providers = TOPUP_PROVIDERS,
  server = { createApp, createServices },
) => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-installation-'));
  const file = join(folder, 'octroi.db');
  const settings = {
    OCTROI_ISSUER: 'http://localhost:3000',
    OCTROI_DATABASE_URL: `file:${file}`,
    ...environment,
  };
  if (settings.OCTROI_DATABASE_URL === `file:${file}`) await copyMigratedFile(file);
  const config = loadConfig(settings, providers);
  let now = START;
  const clock = clockOn(() => now);
  const options = { config, log, clock, worldClock: clock.world ?? clock };
  const services = await server.createServices(options);
  const app = server.createApp(services, options);

  return {
    services,
    issuer: config.issuer,
    /** Sends a request; `address` is the client's. */
    request: async (path: string, init: RequestInit = {}, address = '203.0.113.1'): Promise<Response> =>
      app.request(path, init, { incoming: { socket: { remoteAddress: address } } }),
    /** Every method and path with a handler or middleware; `ALL` for any method. */
    routes: app.routes.map(({ method, path }) => ({ method, path })),
    /** Every mounted path: `/console/apps/:id{[0-9]+}`. */
    paths: [...new Set(app.routes.map(({ path }) => path))].filter((path) => !path.endsWith('*')),

    /** Milliseconds since the epoch. */
    now: (): number => now,

    /** Milliseconds; negative to set the clock back. */
    letTimePass: (duration: number): void => {
      now += duration;
    },

    /** A user with PASSWORD; resolves to their id. */
    addUser: async (username: string): Promise<string> => {
      const email = `${username}@example.com`;
      const registered = await services.accounts.register({ username, email, password: new Secret(PASSWORD) });
      if (registered.outcome === 'refused') throw new Error(JSON.stringify(registered.faults));
      return registered.account.id;
    },

    setStatus: (id: string, status: AccountStatus): Promise<boolean> =>
      services.database.write((transaction) => services.accounts.setStatus(transaction, id, status)),

    confirmEmail: (id: string, email: string): Promise<boolean> =>
      services.database.write((transaction) => services.accounts.confirmEmail(transaction, id, email)),

    /** Everything in the database file as text. SQLite only. */
    dump: async (): Promise<string> => {
      const files = [file, `${file}-wal`];
      return (await Promise.all(files.map((each) => readFile(each, 'latin1')))).join('');
    },

    close: async (): Promise<void> => {
      await services.database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export type Installation = Awaited<ReturnType<typeof openInstallation>>;
