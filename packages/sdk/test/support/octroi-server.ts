import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../server/dist/config/index.js';
import { createLog } from '../../../server/dist/kernel/log.js';
import { Secret } from '../../../server/dist/kernel/secret.js';
import { startServer, type RunningServer } from '../../../server/dist/server.js';
import { freePort } from './free-port.js';

export const PASSWORD = 'a sentence long enough';
/** The scopes of the resource that `addResource` registers. */
export const RESOURCE_SCOPES = ['read', 'write'] as const;

/** A real Octroi server on loopback, with alice (750.00) and a developer. */
export interface OctroiServer {
  readonly issuer: string;
  readonly services: RunningServer['services'];
  /** Registers the developer's app. Public: `clientSecret` is ''. */
  addApp(redirectUri: string, traits?: { public?: boolean }): Promise<{ clientId: string; clientSecret: string }>;
  addUser(username: string): Promise<string>;
  /** Registers the developer's resource. */
  addResource(identifier: string): Promise<void>;
  /** Moves every clock by this many milliseconds; negative goes back. */
  letTimePass(duration: number): void;
  readonly now: () => number;
  /** Stops listening, and keeps its data. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a server with its own database. Tests can move its clock, which otherwise runs normally. */
export const startOctroi = async (): Promise<OctroiServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-sdk-'));
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const config = loadConfig({
    OCTROI_ISSUER: issuer,
    OCTROI_PORT: String(port),
    OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}`,
    OCTROI_SECRET_KEY: 'ab'.repeat(32),
    OCTROI_TOPUP_PROVIDERS: 'test',
  });
  const start = (): Promise<RunningServer> => startServer({ config, log: createLog('silent'), clock: { now } });
  let running = await start();

  const addUser = async (username: string, quota = 0n, usedQuota = 0n): Promise<string> => {
    const email = `${username}@example.com`;
    const password = new Secret(PASSWORD);
    const { accounts } = running.services;
    const registered = await accounts.register({ username, email, password, quota, usedQuota });
    if (registered.outcome === 'refused') throw new Error(JSON.stringify(registered.faults));
    return registered.account.id;
  };
  await addUser('alice', 1_000_000n, 250_000n);
  const developer = await addUser('dora');
  await running.services.developers.grantRole(developer, 'developer');

  return {
    issuer,
    get services() {
      return running.services;
    },
    now,
    addUser: (username) => addUser(username),
    addApp: async (redirectUri, traits = {}) => {
      const created = await running.services.apps.create(developer, {
        name: 'Inkwell',
        description: '',
        redirectUris: [redirectUri],
        isPublic: traits.public ?? false,
        requirePkce: false,
        allowBrowserSecret: false,
      });
      if (created.outcome === 'refused') throw new Error(JSON.stringify(created.faults));
      const { app, secret } = created.value;
      return { clientId: app.clientId, clientSecret: secret?.reveal() ?? '' };
    },
    addResource: async (identifier) => {
      const scopes = RESOURCE_SCOPES.map((name) => ({ name, description: `May ${name}` }));
      const created = await running.services.resources.add(developer, { identifier, name: 'Ink API', scopes });
      if (created.outcome === 'refused') throw new Error(JSON.stringify(created.faults));
    },
    letTimePass: (duration) => {
      ahead += duration;
    },
    goAway: () => running.stop(),
    comeBack: async () => {
      running = await start();
    },
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
