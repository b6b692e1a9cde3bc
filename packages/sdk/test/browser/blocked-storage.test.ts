import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium, type BrowserContext } from 'playwright-core';
import { setScene } from './scene.js';
import { openTab } from './tab.js';

const scene = setScene();

/** A browser that blocks all storage for the app's site, by Chromium's settings, which its headless shell lacks. */
const openProfileWithoutStorage = async (): Promise<{ context: BrowserContext; close: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-profile-'));
  await mkdir(join(folder, 'Default'));
  const cookies = { [`${scene().site.origin},*`]: { setting: 2 } };
  const preferences = { profile: { content_settings: { exceptions: { cookies } } } };
  await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env['OCTROI_TEST_WHOLE_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    locale: 'en-US',
  });
  context.setDefaultTimeout(10_000);
  // Firefox blocks this as well.
  await context.addInitScript(
    `BroadcastChannel = class { constructor() { throw new DOMException('blocked', 'SecurityError'); } };`,
  );
  const close = async (): Promise<void> => {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { context, close };
};

// The session could not be created at all, and a refresh waited for a lock that the browser refuses.
test('where the browser blocks all storage, a user signs in in a window, and stays so while the page is open', async () => {
  const { page, site, publicClient } = scene();
  page('/blocked', `<octroi-account ${publicClient} persist popup></octroi-account>`);
  const { context, close } = await openProfileWithoutStorage();
  try {
    await context.clock.setFixedTime(Date.now());
    const tab = await openTab(context, `${site.origin}/blocked`);
    const storage = `(() => { try { return typeof sessionStorage; } catch { return 'blocked'; } })()`;
    assert.equal(await tab.page.evaluate(storage), 'blocked');
    const opening = context.waitForEvent('page');
    await tab.press('Sign in');
    await tab.signIn(await opening);
    await tab.sees('Balance: 750.00');
    await context.clock.setFixedTime(Date.now() + 118 * 60_000);
    const answered = tab.page.waitForResponse((response) => response.url().endsWith('/userinfo'));
    await tab.press('Refresh');
    assert.equal((await answered).status(), 200);
    assert.deepEqual(tab.grants, ['authorization_code', 'refresh_token']);
    assert.deepEqual(tab.complaints, []);
  } finally {
    await close();
  }
});

// The tokens were lost with the error, although the server had issued them.
test('where the storage is full, tokens are in memory, and nothing old is left in the storage', async () => {
  const { page, visit, publicClient } = scene();
  page('/full', `<octroi-account ${publicClient} persist popup></octroi-account>`);
  const tab = await visit('/full');
  await tab.page.evaluate(`for (let size = 2 ** 22; size >= 1; size /= 2) {
    try { for (;;) sessionStorage.setItem('filler' + size + Math.random(), 'x'.repeat(size)); } catch {}
  }`);
  const opening = tab.context.waitForEvent('page');
  await tab.press('Sign in');
  await tab.signIn(await opening);
  await tab.sees('Balance: 750.00');
  assert.equal(
    await tab.page.evaluate(`Object.values(sessionStorage).some((text) => text.includes('refresh_'))`),
    false,
  );
  await tab.press('Sign out');
  await tab.sees('You are not signed in.');
  assert.deepEqual(tab.complaints, []);
});
