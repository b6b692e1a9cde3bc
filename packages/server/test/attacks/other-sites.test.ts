import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { CALLBACK } from '../support/oauth-app.js';
import { startTestServer, USER_PASSWORD, type TestServer } from '../support/server.js';

const EVIL = 'https://evil.example';

describe('a hostile site in the user’s own browser', () => {
  let browser: Browser;
  let server: TestServer;
  let authorize: string;

  before(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startTestServer()]);
    const dev = await server.addUser('dev', { role: 'developer' });
    await server.addUser('alice');
    const { clientId } = await server.addApp(dev, { redirectUris: [CALLBACK] });
    const parameters = { client_id: clientId, redirect_uri: CALLBACK, response_type: 'code', scope: 'profile balance' };
    authorize = `${server.origin}/api/oauth2/authorize?${new URLSearchParams(parameters)}`;
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  /** Nothing listens at either site: the browser is handed their pages when it asks for them. */
  const visit = async (html: string): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await browser.newContext();
    await context.grantPermissions(['local-network-access'], { origin: EVIL });
    await context.route(`${EVIL}/**`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    await context.route(`${CALLBACK}**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<h1>The app</h1>' }),
    );
    const page = await context.newPage();
    await page.goto(EVIL);
    return { context, page };
  };

  /** Where a frame for this address ends: there, or at the browser's own page for what may not be framed. */
  const framed = async (address: string): Promise<string> => {
    const { context, page } = await visit(`<iframe src="${address.replaceAll('&', '&amp;')}"></iframe>`);
    const frame = page.frames()[1];
    await frame?.waitForURL(/^(https?|chrome-error):/);
    const shown = frame?.url() ?? '';
    await context.close();
    return shown;
  };

  test('A26: cannot put sign-in, sign-up, account or consent pages into a frame (RFC 9700 section 4.16)', async () => {
    // What is for programs may be framed: the refusals below are not those of this browser.
    assert.match(await framed(`${server.origin}/.well-known/openid-configuration`), /^http:/);
    for (const address of [
      authorize,
      ...['/', '/sign-in', '/sign-up', '/account'].map((path) => server.origin + path),
    ]) {
      assert.equal(await framed(address), 'chrome-error://chromewebdata/', address);
    }
  });

  test('A79: that opened the popup can read nothing in it, and hears nothing from it (RFC 9700 section 4.17)', async () => {
    const { context, page } = await visit(
      '<script>heard = []; onmessage = (event) => heard.push(event.data);</script>',
    );
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(`void (popup = window.open(${JSON.stringify(authorize)}))`),
    ]);
    const readPopup = (): Promise<unknown> =>
      page.evaluate(`(() => { try { return popup.location.href; } catch (error) { return error.name; } })()`);

    await popup.getByLabel('Username or email').fill('alice');
    await popup.getByLabel('Password', { exact: true }).fill(USER_PASSWORD);
    assert.equal(await readPopup(), 'SecurityError');
    await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
    await popup.getByRole('button', { name: 'Allow', exact: true }).click();
    await popup.waitForURL(`${CALLBACK}?code=*`);

    assert.equal(await readPopup(), 'SecurityError');
    assert.deepEqual(await page.evaluate('heard'), []);
    await context.close();
  });
});
