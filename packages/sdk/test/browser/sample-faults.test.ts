import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pageSnippets } from '../../../server/dist/features/console/app/page-snippet.js';
import { loadSdkScript } from '../../../server/dist/web/kit/assets/sdk-script.js';
import { CALLBACK, setScene } from './scene.js';
import type { Tab } from './tab.js';

// The faults of the platform document's sample page that ours avoids, one test each.

const scene = setScene();
const PACKAGE = join(import.meta.dirname, '../..');
const SOURCES = join(PACKAGE, 'src/browser');
const README = readFileSync(join(PACKAGE, 'README.md'), 'utf8');

/** A page with its own session as `session`, kept over reloads. */
const putPage = (path: string, more: Readonly<Record<string, unknown>> = {}): void => {
  const { page, site, server, clientId, publicClient } = scene();
  const options = { mode: 'public', issuer: server.issuer, clientId, redirectUri: CALLBACK, persist: true, ...more };
  const start = `addEventListener('load', () => { session = Octroi.createBrowserSession(${JSON.stringify(options)}); });`;
  site.put(`${path}.js`, 'js', start);
  page(path, `<script src="${path}.js"></script><octroi-account ${publicClient} persist></octroi-account>`);
};

const signedIn = async (path: string, more: Readonly<Record<string, unknown>> = {}): Promise<Tab> => {
  putPage(path, more);
  const context = await scene().profile();
  await context.clock.setFixedTime(Date.now());
  return scene().signedIn(path, context);
};

const authorizeRequest = async (tab: Tab): Promise<URLSearchParams> => {
  const asking = tab.page.waitForRequest((request) => request.url().includes('/api/oauth2/authorize?'));
  await tab.press('Sign in');
  return new URL((await asking).url()).searchParams;
};

test('client_secret in the browser: ours needs none, does not use one, and complains loudly of it', async () => {
  const { visit, server } = scene();
  putPage('/secret', { clientSecret: 'secret_of_the_app' });
  const tab = await visit('/secret');
  const sent: string[] = [];
  tab.page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('Balance: 750.00');
  assert.match(tab.complaints.join('\n'), /client secret was given to a page/);
  assert.ok(sent.some((each) => each.startsWith(`${server.issuer}/api/oauth2/token`)));
  assert.ok(sent.every((each) => !each.includes('secret_of_the_app') && !each.includes('client_secret')));
});

test('tokens in localStorage, where they outlive the tab: ours are never there', async () => {
  const { local } = await (await signedIn('/storage')).kept();
  assert.equal(local, '{}');
});

test('innerHTML of ?error=: nothing of ours ever writes HTML', async () => {
  const files = readdirSync(SOURCES).filter((file) => file.endsWith('.ts'));
  assert.ok(files.length > 10);
  for (const file of files) {
    assert.doesNotMatch(
      readFileSync(join(SOURCES, file), 'utf8'),
      /innerHTML|outerHTML|insertAdjacent|document\.write/,
      file,
    );
  }
  const tab = await scene().visit(
    `${CALLBACK}?error=${encodeURIComponent('<img src=x onerror="document.title=1">')}&state=s`,
  );
  await tab.page.getByRole('link', { name: 'Back' }).waitFor();
  assert.equal(await tab.page.locator('img').count(), 0);
});

test('a missing state equals a missing memory of it (null === null): ours refuses', async () => {
  const tab = await scene().visit(`${CALLBACK}?code=a-code`);
  await tab.sees('Signing in failed. Please try again.');
  assert.deepEqual(tab.grants, []);
});

test('a state from Math.random, in one key that all tabs share: ours has 256 random bits, of this tab alone', async () => {
  const { profile, visit } = scene();
  const context = await profile();
  await context.addInitScript('Math.random = () => 0.5');
  const [first, second] = [await visit('/', context), await visit('/', context)];
  const states = [await authorizeRequest(first), await authorizeRequest(second)].map((query) => query.get('state'));
  assert.notEqual(states[0], states[1]);
  for (const state of states) assert.match(state ?? '', /^[\w-]{43}$/);
  // Whichever tab started last, each completes its own sign-in.
  await first.signIn();
  await first.sees('Balance: 750.00');
});

test('no PKCE, no nonce: ours sends a challenge, and a nonce where there is an id_token', async () => {
  const { page, visit, publicClient } = scene();
  page('/openid', `<octroi-account ${publicClient} scope="openid profile balance"></octroi-account>`);
  const tab = await visit('/openid');
  const query = await authorizeRequest(tab);
  assert.match(query.get('code_challenge') ?? '', /^[\w-]{43}$/);
  assert.equal(query.get('code_challenge_method'), 'S256');
  assert.match(query.get('nonce') ?? '', /^[\w-]{43}$/);
  await tab.signIn();
  await tab.sees('Balance: 750.00');
});

test('no iss: ours exchanges no code that another server than the one it asked has sent', async () => {
  const { site, visit, server } = scene();
  const tab = await visit('/');
  await tab.page.route(`${server.issuer}/api/oauth2/authorize**`, async (route) => {
    const state = new URL(route.request().url()).searchParams.get('state') ?? '';
    const answer = new URLSearchParams({ code: 'a-code', state, iss: 'https://evil.example' });
    await route.fulfill({ status: 303, headers: { location: `${site.origin}${CALLBACK}?${answer}` } });
  });
  await tab.press('Sign in');
  await tab.sees('Signing in failed. Please try again.');
  assert.deepEqual(tab.grants, []);
});

test('the token goes to any address: ours only to the server and to origins on a list', async () => {
  const tab = await signedIn('/elsewhere');
  const asked: string[] = [];
  tab.page.on('request', (request) => asked.push(request.url()));
  const code = `session.fetch('https://evil.example/').then(() => 'sent', ({ code }) => code)`;
  assert.equal(await tab.page.evaluate(code), 'origin_not_allowed');
  assert.deepEqual(asked, []);
});

test('a second call during a refresh fails: ours waits for the same refresh', async () => {
  const tab = await signedIn('/concurrent');
  await tab.context.clock.setFixedTime(Date.now() + 118 * 60_000);
  const names = await tab.page.evaluate(
    `Promise.all([session.user(), session.user()]).then((users) => users.map(({ sub }) => sub).length)`,
  );
  assert.equal(names, 2);
  assert.deepEqual(tab.grants, ['authorization_code', 'refresh_token']);
});

test('tabs do not know of each other: ours sign out together', async () => {
  const tab = await signedIn('/both');
  const another = await scene().visit('/both', tab.context);
  await another.sees('Balance: 750.00');
  await another.press('Sign out');
  await tab.sees('You are not signed in.');
});

test('any failure signs out, being offline too: ours keeps the user signed in', async () => {
  const tab = await signedIn('/offline');
  await tab.context.setOffline(true);
  const code = `session.user().then(() => 'told', ({ code, retryable }) => code + retryable)`;
  assert.equal(await tab.page.evaluate(code), 'network_errortrue');
  assert.match((await tab.kept()).session, /refresh_/);
  await tab.context.setOffline(false);
});

test('the sample stores a missing refresh_token as "undefined" and a missing expires_in as never; ours keeps the old token and refreshes soon', async () => {
  const { server } = scene();
  const tab = await signedIn('/missing');
  const tokens = async (): Promise<Record<string, unknown>> =>
    tab.page.evaluate(`JSON.parse(Object.values(sessionStorage).find((text) => text.includes('refreshToken')))`);
  const before = await tokens();
  const access = /"access_token":"([^"]+)"/;
  await tab.page.route(`${server.issuer}/api/oauth2/token`, async (route) => {
    const response = await route.fetch();
    const token = access.exec(await response.text())?.[1];
    await route.fulfill({ response, json: { access_token: token, token_type: 'Bearer' } });
  });
  await tab.context.clock.setFixedTime(Date.now() + 118 * 60_000);
  await tab.page.evaluate('session.user()');
  const after = await tokens();
  assert.equal(after['refreshToken'], before['refreshToken']);
  assert.notEqual(after['accessToken'], before['accessToken']);
  assert.equal(after['lifetime'], 5 * 60_000);
});

test('a state that does not match shows a blank page: ours says so, with a way on', async () => {
  const tab = await scene().visit(`${CALLBACK}?code=a&state=other&iss=x`);
  await tab.sees('This response is not for a sign-in that started in this browser. Please try again.');
  await tab.page.getByRole('link', { name: 'Back' }).waitFor();
});

test('a blocked popup makes the sample throw every second; ours leaves the page instead', async () => {
  const { page, profile, visit, publicClient } = scene();
  page('/blocked', `<octroi-account ${publicClient} popup></octroi-account>`);
  const context = await profile();
  await context.addInitScript('window.open = () => null');
  const tab = await visit('/blocked', context);
  await tab.press('Sign in');
  await tab.page.getByLabel('Username or email').waitFor();
  assert.deepEqual(tab.complaints, []);
});

test('the code travels on in the address of a second page: ours is in no address after the callback', async () => {
  const { visit } = scene();
  const tab = await visit('/');
  const addresses: string[] = [];
  tab.page.on('framenavigated', (frame) => addresses.push(frame.url()));
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('Balance: 750.00');
  const withCode = addresses.filter((url) => /[?&]code=/.test(url)).map((url) => new URL(url).pathname);
  assert.deepEqual(withCode, [CALLBACK]);
  assert.doesNotMatch(await tab.page.evaluate<string>('document.referrer + location.href'), /code=/);
});

test('any ?code= in the address triggers an exchange: ours wants an answer to its own question', async () => {
  const { visit } = scene();
  const tab = await visit('/?code=a-stolen-code&state=a-state');
  await tab.sees('You are not signed in.');
  assert.deepEqual(tab.grants, []);
});

test('the top-up window opens after an await, where browsers block it, and knows its opener: ours does neither', async () => {
  const tab = await signedIn('/topping-up');
  const { server } = scene();
  const answer = Promise.withResolvers<void>();
  await tab.page.route(`${server.issuer}/api/oauth2/topup`, async (route) => {
    await answer.promise;
    await route.continue();
  });
  const opening = tab.context.waitForEvent('page');
  const asking = tab.page.waitForRequest(`${server.issuer}/api/oauth2/topup`);
  await tab.press('Top up');
  // It opens before the server has answered.
  const topUp = await opening;
  await asking;
  answer.resolve();
  await topUp.getByText('You came from Inkwell.').waitFor();
  assert.equal(await topUp.evaluate('window.opener'), null);
});

test('signing out leaves the tokens alive: ours revokes them', async () => {
  const tab = await signedIn('/out');
  const revoking = tab.page.waitForResponse(`${scene().server.issuer}/api/oauth2/revoke`);
  await tab.press('Sign out');
  assert.equal((await revoking).status(), 200);
});

test('a Headers object is lost, and _retry reaches fetch: ours keeps the first, and has no second', async () => {
  const tab = await signedIn('/headers');
  const { server } = scene();
  const seen: Record<string, string>[] = [];
  await tab.page.route(`${server.issuer}/api/oauth2/userinfo`, async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    seen.push(await route.request().allHeaders());
    return seen.length === 1
      ? route.fulfill({ status: 401, headers: { 'access-control-allow-origin': '*' } })
      : route.continue();
  });
  const options: string[] = [];
  await tab.page.exposeFunction('noted', (keys: string) => options.push(keys));
  const status = await tab.page.evaluate(`(async () => {
    const real = window.fetch;
    window.fetch = (url, init) => (noted(Object.keys(init ?? {}).join()), real(url, init));
    const answer = await session.fetch('${server.issuer}/api/oauth2/userinfo', { headers: new Headers({ accept: 'application/json' }) });
    return answer.status;
  })()`);
  assert.equal(status, 200);
  assert.equal(seen.length, 2);
  for (const headers of seen) assert.equal(headers['accept'], 'application/json');
  assert.ok(options.every((keys) => !keys.includes('_retry')));
});

test('inline handlers and alert(): ours work where a policy forbids all inline script and style, and open no dialog', async () => {
  const { visit } = scene();
  const tab = await visit('/');
  const dialogs: string[] = [];
  tab.page.on('dialog', (dialog) => void dialogs.push(dialog.message()));
  await tab.press('Sign in');
  await tab.signIn();
  await tab.press('Refresh');
  await tab.sees('Balance: 750.00');
  assert.deepEqual([...dialogs, ...tab.complaints], []);
});

test('no time-out: ours gives up on a server that does not answer, and says that it may be tried again', async () => {
  const tab = await signedIn('/slow', { timeout: 300 });
  await tab.page.route('**/api/oauth2/userinfo', () => {});
  const code = `session.user().then(() => 'told', ({ code, retryable }) => code + retryable)`;
  assert.equal(await tab.page.evaluate(code), 'timeouttrue');
  await tab.page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('no lang, no viewport: our callback page, in the README and in the console, has both', async () => {
  const { site, server, clientId, profile, visit, policy } = scene();
  const script = loadSdkScript();
  assert.ok(script !== null);
  const client = { issuer: server.issuer, clientId, redirectUri: site.origin + CALLBACK, public: true };
  const pages = [
    pageSnippets(client, script).callback ?? '',
    ...(README.match(/^<!doctype html>.*?^<\/html>$/gms) ?? []),
  ];
  assert.equal(pages.length, 2);
  // A phone lays out a page without a viewport as if for a desktop.
  const telephone = await profile({ isMobile: true, viewport: { width: 320, height: 640 } });
  for (const page of pages) {
    site.put('/oauth/page.html', 'html', page.replaceAll('https://id.example.com', server.issuer), policy);
    const tab = await visit('/oauth/page.html', telephone);
    await tab.sees('Signing in failed. Please try again.');
    const seen = await tab.page.evaluate(
      '[document.documentElement.lang, innerWidth, document.documentElement.scrollWidth]',
    );
    assert.deepEqual(seen, ['en', 320, 320]);
  }
});

test('no types: every file of ours that a program can import has them', () => {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const doors = Object.entries<Record<string, string>>(exports);
  assert.ok(doors.length >= 10);
  for (const [door, conditions] of doors) {
    // TypeScript uses the first condition it knows.
    assert.deepEqual(Object.keys(conditions), ['types', 'default'], door);
    for (const file of Object.values(conditions)) assert.ok(existsSync(join(PACKAGE, file)), file);
  }
});
