import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { CALLBACK } from '../support/oauth-app.js';
import { startPeer } from '../support/peer.js';
import { startTestServer, USER_PASSWORD, type TestServer } from '../support/server.js';

const EVIL = 'https://evil.example';

describe('a hostile site in the user’s own browser', () => {
  let browser: Browser;
  let server: TestServer;
  let dev: string;

  before(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startTestServer()]);
    dev = await server.addUser('dev', { role: 'developer' });
    await server.addUser('alice');
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  /** The authorization URL of an app with this callback. */
  const authorizeFor = async (callback: string): Promise<string> => {
    const { clientId } = await server.addApp(dev, { redirectUris: [callback] });
    const parameters = { client_id: clientId, redirect_uri: callback, response_type: 'code', scope: 'profile balance' };
    return `${server.origin}/api/oauth2/authorize?${new URLSearchParams(parameters)}`;
  };

  /** Nothing listens at the hostile site; the browser is given its page when it asks. */
  const visit = async (html: string): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await browser.newContext();
    await context.grantPermissions(['local-network-access'], { origin: EVIL });
    await context.route(`${EVIL}/**`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
    const page = await context.newPage();
    await page.goto(EVIL);
    return { context, page };
  };

  /** Where a frame of this URL ends up: there, or at the browser's page for refused frames. */
  const framed = async (address: string): Promise<string> => {
    const { context, page } = await visit(`<iframe src="${address.replaceAll('&', '&amp;')}"></iframe>`);
    const frame = page.frames()[1];
    await frame?.waitForURL(/^(https?|chrome-error):/);
    const shown = frame?.url() ?? '';
    await context.close();
    return shown;
  };

  test('A26: cannot put sign-in, sign-up, account or consent pages into a frame (RFC 9700 section 4.16)', async () => {
    // Endpoints for programs may be framed, so the refusals below are ours and not the browser's.
    assert.match(await framed(`${server.origin}/.well-known/openid-configuration`), /^http:/);
    for (const address of [
      await authorizeFor(CALLBACK),
      ...['/', '/sign-in', '/sign-up', '/account'].map((path) => server.origin + path),
    ]) {
      assert.equal(await framed(address), 'chrome-error://chromewebdata/', address);
    }
  });

  test('A79: that opened the popup can read nothing in it, and receives no messages from it (RFC 9700 section 4.17)', async () => {
    // On another host than the server, so that browsers treat them as different sites.
    const app = await startPeer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>App</h1>'));
    const callback = `http://127.0.0.1:${app.port}/callback`;
    const authorize = await authorizeFor(callback);
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
    await popup.waitForURL(`${callback}?code=*`);

    assert.equal(await readPopup(), 'SecurityError');
    assert.deepEqual(await page.evaluate('heard'), []);
    await context.close();
  });

  const signedIn = async (context: BrowserContext): Promise<void> => {
    const page = await context.newPage();
    await page.goto(`${server.origin}/sign-in`);
    await page.getByLabel('Username or email').fill('alice');
    await page.getByLabel('Password', { exact: true }).fill(USER_PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/account');
    await page.close();
  };

  // A registered loopback URI matches any port, so also ours, and our own page posted the form that signs out.
  test('A27: cannot sign the user out by an answer that our own page posts to us', async () => {
    const { clientId } = await server.addApp(dev, { redirectUris: ['http://localhost/sign-out'] });
    const parameters = {
      client_id: clientId,
      redirect_uri: `${server.origin}/sign-out`,
      response_type: 'code',
      scope: 'profile',
      prompt: 'none',
      response_mode: 'form_post',
    };
    const link = `${server.origin}/api/oauth2/authorize?${new URLSearchParams(parameters)}`;
    const { context, page } = await visit('<h1>A game</h1>');
    await signedIn(context);

    await page.evaluate(`void (location = ${JSON.stringify(link)})`);
    await page.waitForURL(`${server.origin}/**`);
    await page.waitForLoadState('networkidle');
    await page.goto(`${server.origin}/account`);
    assert.equal(page.url(), `${server.origin}/account`, 'still signed in');
    await context.close();
  });

  // 1,300 pictures used up what a whole office may store, for every app.
  test('A84: cannot have anything stored by what nobody sees: pictures, frames, scripts, prefetched pages', async () => {
    const address = await authorizeFor(CALLBACK);
    const [endpoint = '', query = ''] = address.split('?');
    const fields = [...new URLSearchParams(query)].map(([name, value]) => `<input name="${name}" value="${value}">`);
    const src = address.replaceAll('&', '&amp;');
    const stored = server.services.database.read.query.selectFrom('authorization_requests').select('id');
    const earlier = await stored.execute();
    const { context, page } = await visit('<h1>A game</h1>');
    const answers: string[] = [];
    context.on('response', (answer) => {
      if (answer.url().startsWith(endpoint)) answers.push(`${answer.request().method()} ${answer.status()}`);
    });
    await page.setContent(`<img src="${src}"><script src="${src}"></script><iframe src="${src}"></iframe>
      <link rel="prefetch" href="${src}"><object data="${src}"></object><embed src="${src}">
      <iframe name="hidden"></iframe><form method="post" target="hidden" action="${endpoint}">${fields.join('')}</form>`);
    await page.evaluate(`document.forms[0].submit();
      for (const mode of ['no-cors', 'cors'])
        fetch(${JSON.stringify(endpoint)}, { method: 'POST', mode, body: new URLSearchParams(${JSON.stringify(query)}) }).catch(() => {})`);
    for (let waited = 0; answers.length < 6 && waited < 100; waited += 1) await page.waitForTimeout(50);
    await page.waitForLoadState('networkidle');

    // Playwright reports no answer of frames and of what CORS hides.
    assert.deepEqual([...new Set(answers)].toSorted(), ['GET 400', 'GET 503', 'POST 400']);
    assert.deepEqual(await stored.execute(), earlier);
    await page.goto(address);
    assert.match(page.url(), /\/sign-in\?request=/, 'a page that is opened goes on');
    await context.close();
  });

  // The second half of a double click, 20 ms after the page came to the front, allowed what nobody had read.
  test('A26: cannot have the second half of a double click answer a page that was ready behind its window', async () => {
    const app = await startPeer((_, response) => response.end('the app'));
    const callback = `http://127.0.0.1:${app.port}/callback`;
    const authorize = await authorizeFor(callback);
    const { context, page } = await visit('<h1>A game</h1>');
    await signedIn(context);
    await page.setViewportSize({ width: 1280, height: 1000 });
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.evaluate(`void (location = ${JSON.stringify(authorize)})`);
    await page.waitForURL(`${server.origin}/authorize?request=*`);
    const box = await page.getByRole('button', { name: 'Allow', exact: true }).boundingBox();
    assert.ok(box);
    await page.evaluate(`void (sent = 0, addEventListener('submit', () => sent += 1))`);
    const clickCounts = async (): Promise<boolean> => {
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      return page.evaluate('sent === 1');
    };

    assert.equal(await clickCounts(), false, 'just loaded');
    await page.clock.runFor(499);
    assert.equal(await clickCounts(), false, 'less than half a second ago');
    await page.clock.runFor(1);
    // A headless browser has no window that could come to the front.
    await page.evaluate(`void dispatchEvent(new Event('focus'))`);
    assert.equal(await clickCounts(), false, 'just come to the front');
    await page.clock.runFor(500);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForURL(`${callback}?code=*`);
    await context.close();
  });

  test('A26: whoever answers by keyboard is kept waiting by nothing', async () => {
    const app = await startPeer((_, response) => response.end('the app'));
    const callback = `http://127.0.0.1:${app.port}/callback`;
    const authorize = await authorizeFor(callback);
    const { context, page } = await visit('<h1>A game</h1>');
    await signedIn(context);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 3_600_000);
    await page.goto(authorize);
    await page.getByRole('button', { name: 'Allow', exact: true }).press('Enter');
    await page.waitForURL(`${callback}?code=*`);
    await context.close();
  });
});
