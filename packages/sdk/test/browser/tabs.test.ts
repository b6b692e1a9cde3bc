import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { setScene } from './scene.js';
import type { Tab } from './tab.js';

const scene = setScene();

/** Two minutes before a two-hour token expires. The server's clock stays. */
const NEARLY_THE_END = (120 - 2) * 60_000;

const letTokensAge = (context: BrowserContext): Promise<void> =>
  context.clock.setFixedTime(Date.now() + NEARLY_THE_END);

/** A browser with a stopped clock, moved by the test. */
const profileOutOfTime = async (): Promise<BrowserContext> => {
  const context = await scene().profile();
  await context.clock.setFixedTime(Date.now());
  return context;
};

test('two tabs whose token is about to end ask for a new one once, and both have it', async () => {
  const { signedIn, visit } = scene();
  const first = await signedIn('/', await profileOutOfTime());
  const second = await visit('/', first.context);
  await second.sees('Balance: 750.00');
  await letTokensAge(first.context);
  await Promise.all([first, second].map((tab) => tab.press('Refresh')));
  const grants = (): string[] => [...first.grants, ...second.grants].filter((grant) => grant === 'refresh_token');
  for (const tab of [first, second]) {
    const answered = tab.page.waitForResponse((response) => response.url().endsWith('/userinfo'));
    await tab.press('Refresh');
    assert.equal((await answered).status(), 200);
  }
  assert.deepEqual(grants(), ['refresh_token']);
});

test('a tab that asks twenty times at once refreshes once', async () => {
  const { page, signedIn, publicClient, server, site, policy } = scene();
  const options = `{ mode: 'public', issuer: '${server.issuer}', clientId: '${scene().clientId}', redirectUri: '/oauth/callback.html', persist: true }`;
  site.put(
    '/many.js',
    'js',
    `addEventListener('load', () => { session = Octroi.createBrowserSession(${options}); });`,
    policy,
  );
  page('/many', `<script src="/many.js"></script><octroi-account ${publicClient} persist></octroi-account>`);
  const tab = await signedIn('/many', await profileOutOfTime());
  await letTokensAge(tab.context);
  const statuses = await tab.page.evaluate<number[]>(
    `Promise.all(Array.from({ length: 20 }, () => session.fetch('${server.issuer}/api/oauth2/userinfo').then(({ status }) => status)))`,
  );
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.deepEqual(tab.grants, ['authorization_code', 'refresh_token']);
});

test('signing in and out in one tab is felt in the other', async () => {
  const { visit } = scene();
  const first = await visit('/');
  const second = await visit('/', first.context);
  await second.sees('You are not signed in.');
  await first.press('Sign in');
  await first.signIn();
  await second.sees('Balance: 750.00');
  assert.deepEqual(second.grants, []);
  await second.press('Sign out');
  await first.sees('You are not signed in.');
  await second.sees('You are not signed in.');
  assert.deepEqual([...first.complaints, ...second.complaints], []);
});

test('a refresh that finishes after a sign-out in another tab does not sign in again', async () => {
  const { signedIn, visit, server } = scene();
  const first = await signedIn('/', await profileOutOfTime());
  const second = await visit('/', first.context);
  await second.sees('Balance: 750.00');
  await letTokensAge(first.context);
  const released = Promise.withResolvers<void>();
  await second.page.route(`${server.issuer}/api/oauth2/token`, async (route) => {
    const response = await route.fetch();
    await released.promise;
    await route.fulfill({ response });
  });
  const refreshing = second.page.waitForRequest(`${server.issuer}/api/oauth2/token`);
  await second.press('Refresh');
  await refreshing;
  await first.press('Sign out');
  await second.sees('You are not signed in.');
  const answered = second.page.waitForResponse(`${server.issuer}/api/oauth2/token`);
  released.resolve();
  await answered;
  for (const tab of [first, second]) {
    await tab.page.evaluate(`dispatchEvent(new Event('online'))`);
    await tab.sees('You are not signed in.');
    assert.equal(await tab.page.getByText('alice').count(), 0);
  }
});

test('a tab that answers late is heard all the same', async () => {
  const { page, signedIn, visit, publicClient } = scene();
  page('/late', `<octroi-account ${publicClient}></octroi-account>`);
  const first = await signedIn('/late');
  const second = await visit('/late', await scene().profile());
  await second.sees('You are not signed in.');
  // As if the first tab had been asleep: its answer arrives long after the question.
  const key = `octroi:${scene().server.issuer}:${scene().clientId}`;
  const answer = await first.page.evaluate<string>(`new Promise((resolve) => {
    const channel = new BroadcastChannel('${key}');
    channel.addEventListener('message', ({ data }) => data.kind === 'tokens' && resolve(JSON.stringify(data)));
    channel.postMessage({ kind: 'ask' });
  })`);
  await second.page.evaluate(`new BroadcastChannel('${key}').postMessage(${answer})`);
  await second.sees('Balance: 750.00');
  await second.press('Sign out');
  await second.sees('You are not signed in.');
  await second.page.evaluate(`new BroadcastChannel('${key}').postMessage(${answer})`);
  await second.page.evaluate(`dispatchEvent(new Event('online'))`);
  await second.sees('You are not signed in.');
  assert.deepEqual(second.grants, []);
});

test('a tab that sleeps with the lock does not keep the others from refreshing', async () => {
  const { page, signedIn, site, server, clientId, policy, publicClient } = scene();
  const options = `{ mode: 'public', issuer: '${server.issuer}', clientId: '${clientId}', redirectUri: '/oauth/callback.html', persist: true, timeout: 500 }`;
  site.put(
    '/stuck.js',
    'js',
    `addEventListener('load', () => { session = Octroi.createBrowserSession(${options}); });`,
    policy,
  );
  page('/stuck', `<script src="/stuck.js"></script><octroi-account ${publicClient} persist></octroi-account>`);
  const tab = await signedIn('/stuck', await profileOutOfTime());
  await tab.page.evaluate(
    `new Promise((held) => navigator.locks.request('octroi:${server.issuer}:${clientId}', () => { held(); return new Promise(() => {}); }))`,
  );
  await letTokensAge(tab.context);
  assert.equal(await tab.page.evaluate('session.user().then(({ username }) => username)'), 'alice');
  assert.deepEqual(tab.grants, ['authorization_code', 'refresh_token']);
});

const channelKey = (): string => `octroi:${scene().server.issuer}:${scene().clientId}`;

/** The next messages of this browser's tabs for which `isMeant` is true, as received by this tab. */
const overhear = async (tab: Tab, isMeant: string): Promise<() => Promise<string>> => {
  await tab.page.evaluate(`void (overheard = new Promise((resolve) =>
    new BroadcastChannel('${channelKey()}').addEventListener('message', ({ data }) => {
      if (${isMeant}) resolve(JSON.stringify(data));
    })))`);
  return () => tab.page.evaluate<string>('overheard');
};

const say = (tab: Tab, message: string): Promise<void> =>
  tab.page.evaluate(`new BroadcastChannel('${channelKey()}').postMessage(${message})`);

/** The token the tab uses when its button is pressed. */
const tokenInUse = async (tab: Tab): Promise<string | null> => {
  const asking = tab.page.waitForRequest(
    (request) => request.url().endsWith('/userinfo') && request.method() === 'GET',
  );
  await tab.press('Refresh');
  return (await asking).headerValue('authorization');
};

// Whichever token expired later won, even another user's; and any sign-out signed everybody out.
test('what a tab says late of another sign-in, its tokens or its end, does not touch the sign-in that is here', async () => {
  const { signedIn } = scene();
  const here = await signedIn();
  const token = await tokenInUse(here);
  const elsewhere = await signedIn();
  const answer = await overhear(elsewhere, `data.kind === 'tokens'`);
  await say(elsewhere, `{ kind: 'ask' }`);
  await say(here, await answer());
  assert.equal(await tokenInUse(here), token);
  const end = await overhear(elsewhere, `data.kind === 'end'`);
  await elsewhere.press('Sign out');
  await say(here, await end());
  assert.equal(await tokenInUse(here), token);
  await here.sees('Balance: 750.00');
});

// Newer tokens were recognised by their expiry, so after the clock was set back tabs kept a used refresh token.
test('a clock that is put back does not keep a tab from what another has refreshed since', async () => {
  const { signedIn, visit, server } = scene();
  const first = await signedIn('/', await profileOutOfTime());
  const second = await visit('/', first.context);
  await second.sees('Balance: 750.00');
  const before = await tokenInUse(second);
  await first.context.clock.setFixedTime(Date.now() - 60 * 60_000);
  let refusals = 0;
  await first.page.route(`${server.issuer}/api/oauth2/userinfo`, async (route) => {
    if (route.request().method() !== 'GET' || refusals > 0) return route.continue();
    refusals += 1;
    const headers = { 'access-control-allow-origin': '*' };
    return route.fulfill({ status: 401, headers, json: { error: 'invalid_token' } });
  });
  const isFresh = `data.kind === 'tokens' && !JSON.stringify(data).includes('${before?.slice('Bearer '.length)}')`;
  const said = await overhear(second, isFresh);
  await first.press('Refresh');
  await said();
  const after = await tokenInUse(second);
  assert.notEqual(after, before);
  assert.equal(await tokenInUse(first), after);
  assert.deepEqual([...first.grants, ...second.grants], ['authorization_code', 'refresh_token']);
});
