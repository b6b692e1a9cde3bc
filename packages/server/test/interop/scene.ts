import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { after, before } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import type { Environment } from '#server/config/index.js';
import { Browser } from '../journeys/actors/browser.js';
import { launchBrowser } from '../support/browser.js';
import { allow, requestOf } from '../support/oauth-app.js';
import { createVisitor } from '../support/page-visitor.js';
import { startTestServer, USER_PASSWORD, type TestServer } from '../support/server.js';

/** The redirect URI of apps without a site. Nobody listens there; a redirect to it is read, not followed. */
export const CALLBACK = 'https://app.example/callback';

/** Alice's balance is that of the platform's documentation, 750.00. */
const MONEY = { quota: 1_000_000n, usedQuota: 250_000n };

/** Timeout for a page or a button. In milliseconds. */
const PATIENCE = 10_000;

/** A server on loopback, a developer who owns the apps, and alice who uses them, for the tests of a file. */
export interface Scene {
  readonly server: TestServer;
  /** Account ids. */
  readonly developer: string;
  readonly alice: string;
  /**
   * alice signs in and allows everything, in a new browser without script, when an app sends her to this URL. Resolves
   * to where the browser ends up, the app's redirect URI.
   */
  signsInAndAllows(authorizationUrl: string | URL): Promise<URL>;
  /** A Chromium for alice, with its own profile. */
  browser(): Promise<Browser>;
  /** The same, for pages whose script continues after they have loaded. */
  page(): Promise<Page>;
  /** Serves an app as another site than the server, for browsers. Resolves to its origin. */
  site(build: (origin: string) => Promise<RequestListener>): Promise<string>;
}

const visit = async ({ origin }: TestServer, authorizationUrl: string | URL): Promise<URL> => {
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(path, origin), { ...init, redirect: 'manual' });
  const visitor = createVisitor({ request });

  let page = await visitor.get(String(authorizationUrl));
  while (page.location.startsWith('/')) page = await visitor.follow(page);
  assert.equal(page.status, 200, `no sign-in page: ${page.status} ${page.location}`);
  page = await visitor.post('/sign-in', { request: requestOf(page), username: 'alice', password: USER_PASSWORD });
  page = await allow(visitor, await visitor.follow(page));
  assert.equal(page.status, 303, page.html);
  return new URL(page.location);
};

const openScene = async (environment: Environment): Promise<{ scene: Scene; close(): Promise<void> }> => {
  const server = await startTestServer({ environment });
  const cleanups: (() => Promise<unknown>)[] = [() => server.stop()];
  const browsers: Browser[] = [];

  const openContext = async (): Promise<BrowserContext> => {
    const chromium = await launchBrowser();
    cleanups.push(() => chromium.close());
    const context = await chromium.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE);
    return context;
  };

  const scene: Scene = {
    server,
    developer: await server.addUser('dora', { role: 'developer' }),
    alice: await server.addUser('alice', MONEY),
    signsInAndAllows: (url) => visit(server, url),

    browser: async () => {
      const browser = await Browser.openTab('alice', server.origin, await openContext());
      browsers.push(browser);
      return browser;
    },

    page: async () => (await openContext()).newPage(),

    site: async (build) => {
      const app = createServer().listen(0, '127.0.0.1');
      await once(app, 'listening');
      const address = app.address();
      assert.ok(address !== null && typeof address === 'object');
      const origin = `http://127.0.0.1:${address.port}`;
      app.on('request', await build(origin));
      cleanups.push(async () => {
        app.close().closeAllConnections();
        await once(app, 'close');
      });
      return origin;
    },
  };
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.toReversed()) await cleanup();
    // Only complaints about the server's pages.
    const complaints = browsers.flatMap((browser) =>
      browser.complaints.filter((one) => one.includes(`on ${server.origin}`)),
    );
    assert.deepEqual(complaints, []);
  };
  return { scene, close };
};

/** Starts and stops the scene with the test file; call the result inside tests. */
export const setScene = (environment: Environment = {}): (() => Scene) => {
  let opened: Awaited<ReturnType<typeof openScene>> | null = null;
  before(async () => {
    opened = await openScene(environment);
  });
  after(() => opened?.close());
  return () => {
    if (opened === null) throw new Error('the scene is set before the tests');
    return opened.scene;
  };
};

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** alice's userinfo: the platform's fields beside the standard claims. */
export const assertIsAlice = (claims: unknown, alice: string): void => {
  const { sub, preferred_username, email, balance_formatted } = toObject(claims);
  assert.deepEqual(
    { sub, preferred_username, email, balance_formatted },
    { sub: alice, preferred_username: 'alice', email: 'alice@example.com', balance_formatted: '750.00' },
  );
};
