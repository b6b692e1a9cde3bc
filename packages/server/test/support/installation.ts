import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, type Environment } from '#server/config/index.js';
import { TOPUP_PROVIDERS } from '#server/features/topup/providers/index.js';
import type { Clock } from '#server/kernel/clock.js';
import { createLog, type Log } from '#server/kernel/log.js';
import { Secret } from '#server/kernel/secret.js';
import { createApp, createServices } from '#server/server.js';

/** When the stories of an installation begin. */
export const START = Date.UTC(2026, 0, 15, 12);
export const PASSWORD = 'a sentence long enough';

/**
 * The whole product on a SQLite file of its own, without a socket, at a time that only tests move. `clockOn` makes its
 * clock of that time; `providers` are the ways to pay that there are.
 */
export const openInstallation = async (
  environment: Environment = {},
  log: Log = createLog('silent'),
  clockOn = (wall: () => number): Clock => ({ now: wall }),
  providers = TOPUP_PROVIDERS,
) => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-installation-'));
  const file = join(folder, 'octroi.db');
  const settings = {
    OCTROI_ISSUER: 'http://localhost:3000',
    OCTROI_DATABASE_URL: `file:${file}`,
    ...environment,
  };
  const config = loadConfig(settings, providers);
  let now = START;
  const options = { config, log, clock: clockOn(() => now) };
  const services = await createServices(options);
  const app = createApp(services, options);

  return {
    services,
    issuer: config.issuer,
    /** What an endpoint answers; `address` is the client's, where it matters. */
    request: async (path: string, init: RequestInit = {}, address = '203.0.113.1'): Promise<Response> =>
      app.request(path, init, { incoming: { socket: { remoteAddress: address } } }),
    /** Every path the app answers, as it was mounted: `/console/apps/:id{[0-9]+}`. */
    paths: [...new Set(app.routes.map(({ path }) => path))].filter((path) => !path.endsWith('*')),

    /** Milliseconds since the epoch. */
    now: (): number => now,

    /** Milliseconds; negative when somebody sets the clock back. */
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

    /** Everything a thief of the database file would read, as text. SQLite only. */
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
