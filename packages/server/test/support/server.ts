import { createServer } from 'node:net';
import { loadConfig, type Environment } from '#server/config/index.js';
import type { Clock } from '#server/kernel/clock.js';
import { createLog } from '#server/kernel/log.js';
import { Secret } from '#server/kernel/secret.js';
import { startServer, type Patience, type Services } from '#server/server.js';
import type { AppDraft } from '#server/domain/apps/settings/changes.js';
import { createMigrated } from './databases.js';

/** Every test user's password, by default. */
export const USER_PASSWORD = 'a sentence long enough';

/** A free port. An issuer contains its port, so it must be known before the start. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address === null || typeof address === 'string'
          ? reject(new Error('the probe has no port'))
          : resolve(address.port),
      );
    });
  });

interface UserOptions {
  password?: string;
  quota?: bigint;
  usedQuota?: bigint;
  role?: 'user' | 'developer' | 'operator';
}

/** An app's credentials. */
export interface RegisteredApp {
  id: number;
  clientId: string;
  /** '' for a public app. */
  clientSecret: string;
}

export interface TestServer {
  /** Issuer and origin: `http://localhost:PORT`. */
  readonly origin: string;
  readonly services: Services;
  /** For command lines on the same installation. */
  readonly environment: Environment;
  /** Adds `username` with the email address `{username}@example.com`; resolves to the id. */
  addUser(username: string, options?: UserOptions): Promise<string>;
  /** Registers an app of this user; default: confidential and without PKCE. */
  addApp(ownerId: string, draft: Pick<AppDraft, 'redirectUris'> & Partial<AppDraft>): Promise<RegisteredApp>;
  /** Stops the server and removes its database. */
  stop(): Promise<void>;
}

interface TestServerOptions {
  /** Overrides and adds variables. */
  environment?: Environment;
  /** The same, if they depend on the origin. */
  environmentAt?: (origin: string) => Promise<Environment>;
  database?: 'sqlite' | 'postgres';
  clock?: Clock;
  /** How long clients may take. */
  patience?: Patience;
}

/** Starts the whole product on a free loopback port, with an empty database. */
export const startTestServer = async (options: TestServerOptions = {}): Promise<TestServer> => {
  const place = await createMigrated(options.database ?? 'sqlite');
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment: Environment = {
    OCTROI_ISSUER: origin,
    OCTROI_PORT: String(port),
    OCTROI_DATABASE_URL: place.url,
    OCTROI_SECRET_KEY: 'ab'.repeat(32),
    OCTROI_TOPUP_PROVIDERS: 'test',
    ...options.environment,
    ...(await options.environmentAt?.(origin)),
  };
  const config = loadConfig(environment);
  const server = await startServer({
    config,
    log: createLog('silent'),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.patience === undefined ? {} : { patience: options.patience }),
  });
  const { services } = server;

  return {
    origin,
    services,
    environment,

    addUser: async (username, { password = USER_PASSWORD, quota = 0n, usedQuota = 0n, role = 'user' } = {}) => {
      const registration = await services.accounts.register({
        username,
        email: `${username}@example.com`,
        password: new Secret(password),
        quota,
        usedQuota,
      });
      if (registration.outcome === 'refused') throw new Error(JSON.stringify(registration.faults));
      const { id } = registration.account;
      if (role !== 'user') await services.developers.grantRole(id, role);
      return id;
    },

    addApp: async (ownerId, draft) => {
      const created = await services.apps.create(ownerId, {
        name: 'Test app',
        description: '',
        isPublic: false,
        requirePkce: false,
        allowBrowserSecret: false,
        ...draft,
      });
      if (created.outcome === 'refused') throw new Error(JSON.stringify(created.faults));
      const { app, secret } = created.value;
      return { id: app.id, clientId: app.clientId, clientSecret: secret?.reveal() ?? '' };
    },

    stop: async () => {
      await server.stop();
      await place.remove();
    },
  };
};
