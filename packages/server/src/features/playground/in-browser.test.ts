import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '#test/support/browser.js';
import { startTestServer, USER_PASSWORD, type TestServer } from '#test/support/server.js';

let browser: Browser;
let server: TestServer;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startTestServer()]);
  const dora = await server.addUser('dora', { role: 'developer' });
  await server.addApp(dora, { name: 'Inkwell', redirectUris: ['https://inkwell.example/callback'] });
});
after(async () => {
  await browser.close();
  await server.stop();
});

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** From the console to the playground. */
const arriveAtPlayground = async (page: Page): Promise<void> => {
  await page.goto(`${server.origin}/console`);
  await page.getByLabel('Username or email').fill('dora');
  await page.getByLabel('Password').fill(USER_PASSWORD);
  await press(page, 'Sign in');
  await page.getByRole('link', { name: 'Try your apps in the playground' }).click();
};

/** From the console to a run with tokens. */
const arriveAtTokens = async (page: Page): Promise<void> => {
  await arriveAtPlayground(page);
  await press(page, 'Start run');
  await page.getByRole('link', { name: 'Open this URL' }).click();
  await press(page, 'Allow');
  await page.waitForURL(/\/playground\/run#exchange-1$/);
  await press(page, 'Exchange the code');
  await page.waitForURL(/#exchange-2$/);
};

for (const javaScriptEnabled of [true, false]) {
  test(`a developer tries an app from the console to userinfo, ${javaScriptEnabled ? 'and copies a request' : 'without script'}`, async () => {
    const context = await browser.newContext({ javaScriptEnabled, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));

    await arriveAtTokens(page);
    await press(page, 'Call userinfo');
    await page.waitForURL(/#exchange-3$/);
    assert.match((await page.locator('#answer-3').textContent()) ?? '', /^HTTP\/1\.1 200 OK[^]*"username": "dora"/);
    await press(page, 'Revoked refresh token');
    await page.waitForURL(/#exchange-4$/);
    assert.match((await page.locator('#exchange-5').textContent()) ?? '', /invalid_grant[^]*What to do:/);

    const copying = page.locator('#exchange-3').getByRole('button', { name: 'Copy: Request' });
    assert.equal(await copying.count(), javaScriptEnabled ? 1 : 0);
    if (javaScriptEnabled) {
      await copying.click();
      await page.locator('#exchange-3').getByRole('button', { name: 'Copied' }).waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      assert.match(copied, /^GET \/api\/oauth2\/userinfo HTTP\/1\.1\nHost: localhost/);
      assert.equal(copied, await page.locator('#request-3').textContent());
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test(`a developer sees the app refused, then with a test user of their own making${javaScriptEnabled ? '' : ', without script'}`, async () => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await arriveAtPlayground(page);
    await page.getByLabel('A custom test user').check();
    await page.getByLabel('Test username').fill('Mia');
    await page.getByLabel('Total credited').fill('a lot');
    await press(page, 'Start run');
    await page.getByRole('link', { name: 'Enter an amount such as 20' }).click();
    await page.locator('#credited:focus').fill('12.50');
    await press(page, 'Start run');
    await page.getByRole('heading', { name: 'Test user: Mia' }).waitFor();

    await press(page, 'Access denied');
    await page.waitForURL(/\/playground\/run#exchange-1$/);
    assert.match((await page.locator('#exchange-1').textContent()) ?? '', /error=access_denied[^]*What to do:/);

    await press(page, 'Repeat with the same settings');
    await page.getByRole('link', { name: 'Open this URL' }).click();
    await press(page, 'Allow');
    await press(page, 'Exchange the code');
    await page.getByText('Simulate a change').click();
    await page.getByLabel('Amount', { exact: true }).fill('2.25');
    await press(page, 'Spend');
    await press(page, 'Call userinfo');
    await page.waitForURL(/#exchange-3$/);
    const answer = (await page.locator('#answer-3').textContent()) ?? '';
    assert.match(answer, /"username": "Mia"[^]*"balance_formatted": "10.25"/);
    await context.close();
  });
}
