import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { USER_PASSWORD } from '../support/server.js';
import { sourceOf } from './program.js';
import { assertIsAlice, setScene } from './scene.js';

const scene = setScene();

const library = join(dirname(fileURLToPath(import.meta.resolve('oidc-client-ts'))), '../browser/oidc-client-ts.min.js');
const app = sourceOf('oidc-client-ts.html');

test('oidc-client-ts in a browser signs a user in to a public app of another site, refreshes and revokes', async () => {
  const { server, developer, alice, page: openPage, site } = scene();
  const [script, html] = await Promise.all([readFile(library), readFile(app)]);
  let clientId = '';
  const origin = await site(async (self) => {
    const registered = await server.addApp(developer, { redirectUris: [`${self}/callback`], isPublic: true });
    clientId = registered.clientId;
    return ({ url }, response) =>
      url?.endsWith('.js') === true
        ? response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
        : response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  });

  const page = await openPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const answer = async (what: string): Promise<unknown> => {
    const shown = page.locator('#answer', { hasText: new RegExp(`^(${what}|failed): `) });
    const [, kind, json = ''] = /^(.+?): (.*)$/s.exec(await shown.innerText()) ?? [];
    assert.equal(kind, what, json);
    return JSON.parse(json);
  };

  await page.goto(`${origin}/#${new URLSearchParams({ authority: server.origin, client_id: clientId })}`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Username or email').fill('alice');
  await page.getByLabel('Password').fill(USER_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  assertIsAlice(await answer('signed in'), alice);

  const refreshing = page.waitForRequest(`${server.origin}/api/oauth2/token`);
  await page.getByRole('button', { name: 'Refresh' }).click();
  assertIsAlice(await answer('refreshed'), alice);
  assert.match((await refreshing).postData() ?? '', /grant_type=refresh_token/);

  await page.getByRole('button', { name: 'Revoke' }).click();
  assert.equal(await answer('revoked'), null);
  assert.deepEqual(complaints, []);
});
