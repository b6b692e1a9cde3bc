import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLBACK, setScene } from './scene.js';

const scene = setScene();

const REFUSAL = 'This response is not for a sign-in that started in this browser. Please try again.';

for (const [what, query] of [
  ['a state that nobody here made', '?code=a-code&state=made-up&iss=x'],
  [
    'a state that nobody here made, with an error that would be markup',
    '?error=<img src=x onerror=document.title=1>&state=x',
  ],
] as const) {
  test(`${what} is refused in words, with a way on, and leaves the address`, async () => {
    const { visit, site } = scene();
    const tab = await visit(CALLBACK + query);
    await tab.sees(REFUSAL);
    assert.equal(await tab.page.getByRole('link', { name: 'Back' }).getAttribute('href'), `${site.origin}/`);
    assert.equal(tab.page.url(), site.origin + CALLBACK);
    assert.equal(await tab.page.locator('main img').count(), 0);
    assert.equal(await tab.page.title(), 'Inkwell');
    assert.deepEqual(tab.grants, []);
    assert.deepEqual(tab.complaints, []);
  });
}

test('a callback without anything in it is told in words too', async () => {
  const { visit } = scene();
  for (const query of ['', '?code=a-code', '?error=access_denied']) {
    const tab = await visit(CALLBACK + query);
    await tab.sees('Signing in failed. Please try again.');
    assert.deepEqual(tab.grants, []);
  }
});

test('an answer that comes from another server than the one that was asked is refused (RFC 9207 section 2.4)', async () => {
  const { visit, site, server } = scene();
  for (const [iss, answer] of [
    ['https://evil.example', { code: 'a-code' }],
    [null, { code: 'a-code' }],
    ['https://evil.example', { error: 'access_denied' }],
  ] as const) {
    const tab = await visit('/');
    await tab.page.route(`${server.issuer}/api/oauth2/authorize**`, async (route) => {
      const state = new URL(route.request().url()).searchParams.get('state') ?? '';
      const query = new URLSearchParams({ ...answer, state, ...(iss === null ? {} : { iss }) });
      await route.fulfill({ status: 303, headers: { location: `${site.origin}${CALLBACK}?${query}` } });
    });
    await tab.press('Sign in');
    await tab.sees('Signing in failed. Please try again.');
    assert.deepEqual(tab.grants, []);
  }
});

test('where to go back to is on this site, whatever was asked for', async () => {
  const { page, site, visit, server, clientId, policy } = scene();
  const options = `{ mode: 'public', issuer: '${server.issuer}', clientId: '${clientId}', redirectUri: '/oauth/callback.html' }`;
  site.put(
    '/leave.js',
    'js',
    `addEventListener('load', () => { session = Octroi.createBrowserSession(${options}); });`,
    policy,
  );
  page('/leave', '<script src="/leave.js"></script>');
  for (const returnTo of [
    'https://evil.example/',
    '//evil.example',
    'javascript:alert(1)',
    String.raw`\\evil.example`,
    '/.//evil.example',
    // Its origin is that of the inner URL, and its path is a whole URL.
    `blob:${site.origin}/a`,
  ]) {
    const tab = await visit('/leave');
    // No content, so the page stays.
    await tab.page.route(`${server.issuer}/api/**`, (route) => route.fulfill({ status: 204 }));
    await tab.page.evaluate(`void session.signIn({ returnTo: ${JSON.stringify(returnTo)} })`);
    const kept = await tab.page.waitForFunction(`JSON.parse(sessionStorage.getItem('octroi:sign-in'))?.returnTo`);
    assert.equal(await kept.jsonValue(), '/', returnTo);
  }
});

test('a callback page whose base is elsewhere, for its images say, still goes back to where the user was', async () => {
  const { page, visit, site } = scene();
  const base = '<base href="https://images.example/">';
  page(CALLBACK, `${base}<octroi-callback></octroi-callback>`, { 'content-security-policy': '' });
  const tab = await visit('/?chapter=2');
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('Balance: 750.00');
  assert.equal(tab.page.url(), `${site.origin}/?chapter=2`);
});
