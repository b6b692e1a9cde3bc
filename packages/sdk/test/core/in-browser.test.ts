import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { PASSWORD, startOctroi } from '../support/octroi-server.js';

const modules = join(import.meta.dirname, '../../dist/core');

/** A page of an app without a back end: sends the user to sign in, and shows the balance afterwards. */
const page = (issuer: string, clientId: string): string => `<!doctype html>
<title>Inkwell</title>
<button>Sign in</button>
<output></output>
<script type="module">
  import { createClient, createSession } from '/core/index.js';
  const client = createClient({ issuer: '${issuer}', clientId: '${clientId}', redirectUri: location.origin + '/callback' });
  const show = (text) => (document.querySelector('output').textContent = text);
  document.querySelector('button').onclick = async () => {
    const { url, transaction } = await client.authorize();
    sessionStorage.setItem('transaction', JSON.stringify(transaction));
    location.assign(url);
  };
  if (location.pathname === '/callback') {
    try {
      let tokens = await client.callback(location.href, JSON.parse(sessionStorage.getItem('transaction')));
      const session = createSession(client, { read: async () => tokens, replace: async (_, next) => { tokens = next; return true; } });
      const { username, balance_formatted } = await session.user();
      await client.refresh(tokens);
      show(username + ' has ' + balance_formatted);
    } catch (error) {
      show(String(error));
    }
  }
</script>`;

test('the core does in a Chromium what it does in Node: sign in, read the balance, refresh', async () => {
  const server = await startOctroi();
  let html = '';
  const site = createServer((request, response) => {
    const file = join(modules, normalize((request.url ?? '').replace('/core/', '')));
    if (request.url?.startsWith('/core/') === true && existsSync(file)) {
      response.setHeader('content-type', 'text/javascript');
      createReadStream(file).pipe(response);
    } else {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(html);
    }
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const address = site.address();
  assert.ok(address !== null && typeof address === 'object');
  const origin = `http://localhost:${address.port}`;
  const { clientId } = await server.addApp(`${origin}/callback`, { public: true });
  html = page(server.issuer, clientId);

  const browser = await chromium.launch({
    executablePath: process.env['OCTROI_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const tab = await browser.newPage();
    tab.setDefaultTimeout(15_000);
    await tab.goto(origin);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByLabel('Username or email').fill('alice');
    await tab.getByLabel('Password').fill(PASSWORD);
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await tab.waitForURL(`${origin}/callback?**`);
    await tab.locator('output:not(:empty)').waitFor();
    assert.equal(await tab.locator('output').textContent(), 'alice has 750.00');
  } finally {
    await browser.close();
    site.close().closeAllConnections();
    await server.stop();
  }
});
