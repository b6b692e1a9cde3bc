import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchWholeBrowser } from '../support/browser.js';
import { startTestServer, type RegisteredApp, type TestServer } from '../support/server.js';
import { HTML_TYPE, samplePages } from './sample-site.js';
import { visitSample } from './sample-visitor.js';

/** Nothing listens there; the browser is given the pages when it asks for them. */
const SITE = 'https://app.example';

let browser: Browser;
let server: TestServer;
let owner: string;
before(async () => {
  [browser, server] = await Promise.all([launchWholeBrowser(), startTestServer()]);
  owner = await server.addUser('developer', { role: 'developer' });
});
after(async () => {
  await browser.close();
  await server.stop();
});

const deploy =
  (app: RegisteredApp) =>
  async (context: BrowserContext): Promise<void> => {
    const pages = samplePages({ authServer: server.origin, ...app });
    // Chromium asks before a public page may access loopback; only a test has its server there.
    await context.grantPermissions(['local-network-access'], { origin: SITE });
    await context.route(`${SITE}/**`, async (route) => {
      const page = pages[new URL(route.request().url()).pathname];
      await route.fulfill(page === undefined ? { status: 404 } : { contentType: HTML_TYPE, body: page });
    });
  };

const register = (allowBrowserSecret: boolean): Promise<RegisteredApp> =>
  server.addApp(owner, { redirectUris: [`${SITE}/oauth/callback.html`], allowBrowserSecret });

test('the sample page on a public site is refused, with an answer that says why and what to do', async () => {
  await server.addUser('meets-refusal');
  const visitor = await visitSample(browser, SITE, deploy(await register(false)));
  const answered = visitor.page.waitForResponse(`${server.origin}/api/oauth2/token`);
  await visitor.signIn(await visitor.pressOneClickLogin(), 'meets-refusal');

  const answer = await answered;
  assert.equal(answer.status(), 400);
  const body: unknown = await answer.json();
  assert.ok(typeof body === 'object' && body !== null && 'error' in body && 'error_description' in body);
  assert.equal(body.error, 'invalid_request');
  assert.match(String(body.error_description), /client_secret.*browser.*Origin.*on your server.*public.*PKCE/s);
  assert.equal(await visitor.stored('oauth_access_token'), null);
  await visitor.close();
});

test('an app whose developer opts in may hold its secret in the browser', async () => {
  await server.addUser('meets-consent', { quota: 1_000_000n, usedQuota: 250_000n });
  const visitor = await visitSample(browser, SITE, deploy(await register(true)));
  await visitor.signIn(await visitor.pressOneClickLogin(), 'meets-consent');
  await visitor.page.getByText('Welcome back!').waitFor();
  assert.equal(await visitor.page.locator('#balance').innerText(), '750.00');
  await visitor.close();
});
