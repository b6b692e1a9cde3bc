import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { connect } from '#server/database/connect.js';
import { createStore } from '#test/support/store.js';
import { launchBrowser } from '#test/support/browser.js';
import { form } from '#test/support/oauth-app.js';
import { startTestServer, USER_PASSWORD, type RegisteredApp, type TestServer } from '#test/support/server.js';

/** A token request that fails; resolves to its request id. */
const failAt = async ({ origin }: TestServer, { clientId, clientSecret }: RegisteredApp): Promise<string> => {
  const fields = { client_id: clientId, client_secret: clientSecret, grant_type: 'refresh_token', refresh_token: 'r' };
  const answer = await fetch(`${origin}/api/oauth2/token`, form(new URLSearchParams(fields).toString()));
  assert.equal(answer.status, 400);
  await answer.text();
  return answer.headers.get('x-request-id') ?? '';
};

test('a server that stops writes what is still in memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-request-log-'));
  const url = `file:${join(folder, 'octroi.db')}`;
  const server = await startTestServer({ environment: { OCTROI_DATABASE_URL: url } });
  const owner = await server.addUser('dora', { role: 'developer' });
  const app = await server.addApp(owner, { redirectUris: ['https://app.example/callback'] });
  const requestId = await failAt(server, app);
  await server.stop();

  const database = await connect(url, () => {});
  const wanted = { failed: true, operation: 'refresh', requestId, before: null, limit: 10 };
  assert.equal((await createStore(database).appRequests.list(app.id, wanted)).length, 1);
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('in a browser', () => {
  let server: TestServer;
  let browser: Browser;
  let app: RegisteredApp;

  before(async () => {
    [server, browser] = await Promise.all([startTestServer(), launchBrowser()]);
    const owner = await server.addUser('dora', { role: 'developer' });
    app = await server.addApp(owner, { redirectUris: ['https://app.example/callback'] });
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });

  const openLog = async (javaScriptEnabled: boolean) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(`${server.origin}/sign-in?return_to=/console/apps/${app.id}/requests`);
    await page.getByLabel('Username or email').fill('dora');
    await page.getByLabel('Password').fill(USER_PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL('**/requests');
    return { page, complaints, close: () => context.close() };
  };

  test('a request that fails while the page is open appears in it by itself, and can be opened', async () => {
    const { page, complaints, close } = await openLog(true);
    const requestId = await failAt(server, app);
    const line = page.getByRole('listitem').filter({ hasText: requestId });
    await line.waitFor();
    await line.getByText('Why did this fail?').click();
    await line.getByText('Send the user through authorization again.').waitFor();
    await line.getByRole('link', { name: 'More about invalid_grant' }).click();
    await page.waitForURL('**/docs/errors#invalid_grant');
    assert.deepEqual(complaints, []);
    await close();
  });

  test('without script it is there after Refresh, and the filter finds it', async () => {
    const { page, close } = await openLog(false);
    const requestId = await failAt(server, app);
    await page.getByRole('link', { name: 'Refresh' }).click();
    await page.getByRole('listitem').filter({ hasText: requestId }).waitFor();

    await page.getByLabel('Request ID').fill(requestId);
    await page.getByLabel('Outcome').selectOption('Failed');
    await page.getByRole('button', { name: 'Apply filter' }).click();
    await page.waitForURL(`**/requests?outcome=failed&request_id=${requestId}`);
    assert.equal(await page.getByText('Why did this fail?').count(), 1);
    await close();
  });
});
