import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser as Chromium, BrowserContextOptions } from 'playwright-core';
import type { ReceivedMail } from '#server/domain/mail/transports/mailbox.js';
import { launchBrowser } from '../../support/browser.js';
import { storeOf } from '../../support/store.js';
import { startTestServer, type TestServer } from '../../support/server.js';
import { IN_FULL_TIER } from '../../support/tier.js';
import { Browser } from './browser.js';
import { DeveloperApp, registerByApi, type AppOptions, type Tokens } from './developer-app.js';

const DATABASES = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;
const DATABASE = IN_FULL_TIER ? 'postgres' : 'sqlite';
const CLI = join(import.meta.dirname, '../../../dist/cli.js');
const DEVELOPER = 'dora';
/** Timeout for a page or a button. In milliseconds. */
const PATIENCE = 10_000;

/** The start of a story: an unused server, and ways to add people and apps. */
export interface Scene {
  /** A person with an account, a balance of 750.00 (1000000 units, 250000 of them spent), and a new browser. */
  person(username: string, options?: BrowserContextOptions): Promise<Browser>;
  /** The same, signed in. */
  signedIn(username: string): Promise<Browser>;
  /** A person without an account, at another browser. */
  stranger(options?: BrowserContextOptions): Promise<Browser>;
  /** An app of the developer dora. */
  app(name: string, options?: AppOptions): Promise<DeveloperApp>;
  /** An app the operator has marked as trusted. */
  trustedApp(name: string): Promise<DeveloperApp>;
  /** The signed-in user allows the app everything with one click. */
  connect(browser: Browser, app: DeveloperApp): Promise<Tokens>;
  /** Runs `octroi --json` as the operator; resolves to its output. */
  octroi(...args: string[]): Promise<unknown>;
  /** The newest mail to a user with this subject, once it has arrived. */
  mail(username: string, subject: RegExp): Promise<ReceivedMail>;
  /** Confirms the user's address. */
  confirmAddress(username: string): Promise<void>;
  /** Milliseconds. */
  letTimePass(duration: number): void;
  /** The server's time, in milliseconds since the epoch. */
  now(): number;
}

interface Stage {
  scene: Scene;
  browsers: readonly Browser[];
  clear(): Promise<void>;
}

const mailTo = async ({ services }: TestServer, username: string, subject: RegExp): Promise<ReceivedMail> => {
  const { mailbox } = services;
  assert.ok(mailbox !== null);
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = mailbox.list().find((mail) => mail.to === `${username}@example.com` && subject.test(mail.subject));
    if (found !== undefined) return found;
    assert.ok(Date.now() < deadline, `no mail ${String(subject)} came for ${username}`);
    // It is sent in the background, just after the page.
    await setTimeout(20);
  }
};

const setStage = async (chromium: Chromium): Promise<Stage> => {
  let passed = 0;
  const server: TestServer = await startTestServer({
    database: DATABASE,
    environment: { OCTROI_MAIL_URL: 'mailbox' },
    clock: { now: () => Date.now() + passed },
  });
  const { origin, services } = server;
  const browsers: Browser[] = [];
  const cleanups: (() => Promise<void>)[] = [() => server.stop()];
  const developerId = await server.addUser(DEVELOPER, { role: 'developer' });

  const openBrowser = async (username: string, options: BrowserContextOptions): Promise<Browser> => {
    const context = await chromium.newContext({ reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(PATIENCE);
    cleanups.push(() => context.close());
    const browser = await Browser.openTab(username, origin, context);
    browsers.push(browser);
    return browser;
  };

  const person = async (username: string, options: BrowserContextOptions = {}): Promise<Browser> => {
    await server.addUser(username, { quota: 1_000_000n, usedQuota: 250_000n });
    return openBrowser(username, options);
  };

  const developerToken = async (): Promise<string> => {
    const created = await services.developers.createToken(developerId, 'journeys', null);
    assert.ok(created.outcome === 'done');
    return created.value.token.reveal();
  };

  const keep = (app: DeveloperApp): DeveloperApp => {
    cleanups.push(() => app.stop());
    return app;
  };

  const octroi = async (...args: string[]): Promise<unknown> => {
    const env = { PATH: process.env['PATH'], ...server.environment };
    // Away from any `.env`.
    const options = { env, cwd: tmpdir() };
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, '--json', ...args], options);
    return JSON.parse(stdout);
  };

  const scene: Scene = {
    person,
    signedIn: async (username) => {
      const browser = await person(username);
      await browser.opens('/sign-in');
      await browser.signsIn();
      browser.pagesSeen();
      return browser;
    },
    stranger: (options = {}) => openBrowser('', options),
    app: async (name, options = {}) => {
      const register = registerByApi(origin, await developerToken(), name, options.native === true);
      return keep(await DeveloperApp.start(name, origin, register, options));
    },
    trustedApp: async (name) => {
      const register = async (redirectUri: string) => {
        const trusted = await server.addApp(developerId, { name, redirectUris: [redirectUri], isTrusted: true });
        return { clientId: trusted.clientId, clientSecret: trusted.clientSecret };
      };
      return keep(await DeveloperApp.start(name, origin, register));
    },
    connect: async (browser, app) => {
      await browser.opens(app.asksOneClick());
      await browser.presses(`Continue as ${browser.username}`);
      browser.pagesSeen();
      return app.signedIn();
    },
    octroi,
    mail: (username, subject) => mailTo(server, username, subject),
    confirmAddress: async (username) => {
      const account = await services.accounts.findByLogin(username);
      assert.ok(account?.email);
      assert.ok(await storeOf(services).users.confirmEmail(Number(account.id), account.email));
    },
    letTimePass: (duration) => {
      passed += duration;
    },
    now: () => Date.now() + passed,
  };
  return {
    scene,
    browsers,
    clear: async () => {
      for (const cleanup of cleanups.toReversed()) await cleanup();
    },
  };
};

type Journey = (promise: string, story: (scene: Scene) => Promise<void>) => void;

/** Registers stories on the tier's database. Each has its own server; they share a Chromium. */
export const journeys = (subject: string, tell: (journey: Journey) => void): void => {
  let chromium: Chromium;
  before(async () => {
    chromium = await launchBrowser();
  });
  after(async () => {
    await chromium.close();
  });

  describe(`${subject} (${DATABASES[DATABASE]})`, () => {
    tell((promise, story) => {
      test(promise, async () => {
        const { scene, browsers, clear } = await setStage(chromium);
        try {
          await story(scene);
          assert.deepEqual(
            browsers.flatMap(({ complaints }) => complaints),
            [],
          );
        } finally {
          await clear();
        }
      });
    });
  });
};
