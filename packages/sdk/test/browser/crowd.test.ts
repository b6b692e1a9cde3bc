import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COOKIE_SECRET } from '../support/app.js';
import { startAppProcesses } from './app-processes.js';
import { CALLBACK, setScene } from './scene.js';

// Two tabs with ten concurrent calls each, and a token about to expire: one refresh, no sign-out, no error.

const scene = setScene();

const LIFETIME = 120 * 60_000;
const NEARLY_THE_END = LIFETIME - 2 * 60_000;
const isRefresh = (what: string): boolean => what === 'refresh_token';

test('two tabs of an app with two processes', async (t) => {
  const { server, site, page, signedIn, visit } = scene();
  const redirectUri = `${site.origin}/oauth/callback`;
  const app = await startAppProcesses(2, {
    issuer: server.issuer,
    ...(await server.addApp(redirectUri)),
    redirectUri,
    cookieSecret: COOKIE_SECRET,
  });
  t.after(() => app.stop());
  site.answerWith(app.octroi);
  page('/shop', '<octroi-account></octroi-account>');
  const first = await signedIn('/shop');
  const second = await visit('/shop', first.context);
  await second.sees('Balance: 750.00');
  const tabs = [first, second];

  const tenEach = async (): Promise<number[]> => {
    // Bypasses the cache, where Chromium lets one request for a URL wait for the other.
    const ask = `fetch('/api/user/info', { cache: 'no-store' }).then(({ status }) => status)`;
    const ten = `Promise.all(Array.from({ length: 10 }, () => ${ask}))`;
    return (await Promise.all(tabs.map((tab) => tab.page.evaluate<number[]>(ten)))).flat();
  };
  const assertWell = async (refreshes: number, ahead: number): Promise<void> => {
    const statuses = await tenEach();
    assert.deepEqual([statuses.length, new Set(statuses)], [20, new Set([200])]);
    const reports = await app.setAhead(ahead);
    assert.equal(reports.flatMap(({ asked }) => asked).filter(isRefresh).length, refreshes);
    for (const { asked, errors } of reports) {
      assert.ok(asked.includes('userinfo'), 'each process has had its share');
      assert.deepEqual(errors, []);
    }
  };
  await assertWell(0, 0);
  server.letTimePass(NEARLY_THE_END);
  await app.setAhead(NEARLY_THE_END);
  await assertWell(1, NEARLY_THE_END);
  // The current token works until it expires, and so does its refresh token.
  server.letTimePass(LIFETIME);
  await app.setAhead(NEARLY_THE_END + LIFETIME);
  await assertWell(2, NEARLY_THE_END + LIFETIME);
  for (const tab of tabs) {
    await tab.press('Refresh');
    await tab.sees('Balance: 750.00');
    assert.deepEqual(tab.complaints, []);
  }
});

test('two tabs of an app without a back end', async () => {
  const { server, site, page, clientId, publicClient, profile, signedIn, visit } = scene();
  const options = { mode: 'public', issuer: server.issuer, clientId, redirectUri: CALLBACK, persist: true };
  const start = `addEventListener('load', () => { session = Octroi.createBrowserSession(${JSON.stringify(options)}); });`;
  site.put('/page.js', 'js', start);
  page('/page', `<script src="/page.js"></script><octroi-account ${publicClient} persist></octroi-account>`);
  const context = await profile();
  await context.clock.setFixedTime(Date.now());
  const first = await signedIn('/page', context);
  const second = await visit('/page', context);
  await second.sees('Balance: 750.00');
  const tabs = [first, second];

  await context.clock.setFixedTime(Date.now() + NEARLY_THE_END);
  const ten = `Promise.all(Array.from({ length: 10 }, () => session.user().then(({ username }) => username)))`;
  const users = (await Promise.all(tabs.map((tab) => tab.page.evaluate<string[]>(ten)))).flat();
  assert.deepEqual([users.length, new Set(users)], [20, new Set(['alice'])]);
  assert.equal(tabs.flatMap(({ grants }) => grants).filter(isRefresh).length, 1);
  for (const tab of tabs) {
    await tab.sees('Balance: 750.00');
    assert.deepEqual(tab.complaints, []);
  }
});
