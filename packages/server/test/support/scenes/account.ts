import { after, before, describe } from 'node:test';
import type { Environment } from '#server/config/index.js';
import { openInstallation, type Installation } from '../installation.js';
import { registerApp, type AppTraits, type OAuthApp } from '../oauth-app.js';
import { createVisitor, type Visitor } from '../page-visitor.js';
import { createMigratedDatabase } from '../postgres.js';
import { storeOf } from '../store.js';

const DATABASES = {
  SQLite: () => Promise.resolve({ environment: {}, drop: () => Promise.resolve() }),
  PostgreSQL: async () => {
    const { url, drop } = await createMigratedDatabase();
    return { environment: { OCTROI_DATABASE_URL: url, OCTROI_SECRET_KEY: 'ab'.repeat(32) }, drop };
  },
};

/** An installation with a developer, dev, and more users as needed. */
export interface Scene {
  readonly installation: Installation;
  readonly devId: string;
  /** A new user; resolves to their id. */
  person(username: string, money?: { quota?: bigint; usedQuota?: bigint }): Promise<string>;
  /** A new browser; with a name, one in which that user is signed in. */
  browser(username?: string): Promise<Visitor>;
  /** An app, by default of dev. */
  app(traits?: Partial<AppTraits>): Promise<OAuthApp>;
}

/** Registers the same tests on SQLite and on PostgreSQL, each with its own installation. */
export const onEachDatabase = (
  subject: string,
  tell: (scene: () => Scene) => void,
  environment: Environment = {},
): void => {
  for (const [name, create] of Object.entries(DATABASES)) {
    describe(`${subject} (${name})`, () => {
      let scene: Scene | null = null;
      let drop: () => Promise<void>;
      before(async () => {
        const database = await create();
        ({ drop } = database);
        const installation = await openInstallation({
          ...database.environment,
          OCTROI_TOPUP_PROVIDERS: 'test',
          ...environment,
        });
        const devId = await installation.addUser('dev');
        await installation.services.developers.grantRole(devId, 'developer');
        scene = {
          installation,
          devId,
          person: async (username, { quota = 0n, usedQuota = 0n } = {}) => {
            const id = await installation.addUser(username);
            await storeOf(installation.services).users.move({
              userId: Number(id),
              quotaDelta: Number(quota),
              usedDelta: Number(usedQuota),
              memo: 'Opening balance',
              idempotencyKey: null,
              now: installation.now(),
            });
            return id;
          },
          browser: async (username) => {
            const visitor = createVisitor(installation);
            if (username !== undefined) await visitor.signIn(username);
            return visitor;
          },
          app: (traits = {}) => registerApp(installation, { owner: devId, ...traits }),
        };
      });
      after(async () => {
        await scene?.installation.close();
        await drop();
      });
      tell(() => {
        if (scene === null) throw new Error('the scene is set before the tests');
        return scene;
      });
    });
  }
};
