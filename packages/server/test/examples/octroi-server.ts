import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { loadConfig } from '#server/config/index.js';
import { createLog } from '#server/kernel/log.js';
import { Secret } from '#server/kernel/secret.js';
import { startServer, type RunningServer } from '#server/server.js';
import type { AppDraft } from '#server/domain/apps/settings/changes.js';
import { freePort, USER_PASSWORD } from '../support/server.js';

/** A user's tokens at an app, as the server sees them. */
export interface FamilyState {
  /** How often they were refreshed. */
  readonly generation: number;
  readonly isRevoked: boolean;
}

/** A server for apps in other processes; can stop and restart. */
export interface OctroiServer {
  readonly issuer: string;
  readonly services: RunningServer['services'];
  /** Adds a user with the balance 750.00; resolves to the id. */
  addUser(username: string): Promise<string>;
  addApp(
    draft: Pick<AppDraft, 'redirectUris'> & Partial<AppDraft>,
  ): Promise<{ clientId: string; clientSecret: string }>;
  /** The user's newest token family at an app. */
  family(clientId: string, userId: string): FamilyState | undefined;
  goAway(): Promise<void>;
  /** Restarts; from then on access tokens have this lifetime, in seconds. */
  comeBack(accessTokenLifetime: number): Promise<void>;
  /** Advances the server's clock by this many milliseconds. */
  letTimePass(duration: number): void;
  stop(): Promise<void>;
}

/** Starts a server whose access tokens live for two hours. */
export const startOctroi = async (): Promise<OctroiServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-examples-'));
  const file = join(folder, 'octroi.db');
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  let ahead = 0;
  const start = (accessTokenLifetime: number): Promise<RunningServer> =>
    startServer({
      config: loadConfig({
        OCTROI_ISSUER: issuer,
        OCTROI_PORT: String(port),
        OCTROI_DATABASE_URL: `file:${file}`,
        OCTROI_SECRET_KEY: 'ab'.repeat(32),
        OCTROI_TOPUP_PROVIDERS: 'test',
        OCTROI_ACCESS_TOKEN_LIFETIME: String(accessTokenLifetime),
      }),
      log: createLog('silent'),
      clock: { now: () => Date.now() + ahead },
    });
  let running = await start(7200);

  const addUser = async (username: string): Promise<string> => {
    const { accounts } = running.services;
    const password = new Secret(USER_PASSWORD);
    const email = `${username}@example.com`;
    const registered = await accounts.register({ username, email, password, quota: 1_000_000n, usedQuota: 250_000n });
    if (registered.outcome === 'refused') throw new Error(JSON.stringify(registered.faults));
    return registered.account.id;
  };
  const developer = await addUser('dora');
  await running.services.developers.grantRole(developer, 'developer');

  return {
    issuer,
    get services() {
      return running.services;
    },
    addUser,
    addApp: async (draft) => {
      const created = await running.services.apps.create(developer, {
        name: 'An example',
        description: '',
        isPublic: false,
        requirePkce: true,
        allowBrowserSecret: false,
        ...draft,
      });
      if (created.outcome === 'refused') throw new Error(JSON.stringify(created.faults));
      const { app, secret } = created.value;
      return { clientId: app.clientId, clientSecret: secret?.reveal() ?? '' };
    },
    family: (clientId, userId) => {
      using database = new DatabaseSync(file, { readOnly: true });
      const row = database
        .prepare(
          `SELECT generation, revoked_at FROM token_families JOIN apps ON apps.id = token_families.app_id
           WHERE client_id = ? AND token_families.user_id = ? ORDER BY token_families.id DESC`,
        )
        .get(clientId, userId);
      if (row === undefined) return undefined;
      return { generation: Number(row['generation']), isRevoked: row['revoked_at'] !== null };
    },
    goAway: () => running.stop(),
    comeBack: async (accessTokenLifetime) => {
      running = await start(accessTokenLifetime);
    },
    letTimePass: (duration) => {
      ahead += duration;
    },
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
