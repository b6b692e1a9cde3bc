import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { startPeer } from '../support/peer.js';
import { startTestServer, type TestServer } from '../support/server.js';

let browser: Browser;
let server: TestServer;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startTestServer()]);
});
after(async () => {
  await browser.close();
  await server.stop();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'by itself' : 'by the button where there is no script';
  test(`a browser brings the answer to the app ${how} (OAuth 2.0 Form Post Response Mode section 2)`, async () => {
    const arrived = Promise.withResolvers<{ origin: string | undefined; body: string }>();
    const receive = async (request: IncomingMessage): Promise<void> =>
      arrived.resolve({ origin: request.headers.origin, body: await text(request) });
    const app = await startPeer((request, response) => {
      if (request.method === 'POST') void receive(request);
      response.setHeader('content-type', 'text/html').end('<title>The app</title>');
    });
    const redirectUri = `${app.origin}/callback`;
    const owner = await server.addUser(`dev-${javaScriptEnabled}`);
    const { clientId } = await server.addApp(owner, { redirectUris: [redirectUri] });

    const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
    const request = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', state: 'é "quoted"' };
    const query = new URLSearchParams({ ...request, response_mode: 'form_post', prompt: 'none' });
    await page.goto(`${server.origin}/api/oauth2/authorize?${query}`, { waitUntil: 'commit' });
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(redirectUri);

    const { origin, body } = await arrived.promise;
    assert.equal(origin, server.origin, 'the app can tell who sent it');
    assert.equal(new URLSearchParams(body).get('error'), 'login_required');
    assert.equal(new URLSearchParams(body).get('state'), 'é "quoted"');
    await page.context().close();
  });
}
