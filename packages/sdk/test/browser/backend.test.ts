import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene, type Scene } from './scene.js';

const scene = setScene();

const put = ({ page }: Scene): void => {
  page('/', '<octroi-account></octroi-account>');
  page('/popup', '<octroi-account popup></octroi-account>');
};

test('through a back end, a user signs in by one button and comes back to where they were; no token is in the page', async () => {
  put(scene());
  const { visit, site } = scene();
  const tab = await visit('/?chapter=2#verse');
  const answers: Promise<string>[] = [];
  tab.page.on('response', (response) => {
    if (response.url().startsWith(site.origin) && response.status() === 200) answers.push(response.text());
  });
  await tab.sees('You are not signed in.');
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('alice');
  await tab.sees('Balance: 750.00');
  assert.equal(tab.page.url(), `${site.origin}/?chapter=2#verse`);
  assert.deepEqual(await tab.kept(), { local: '{}', session: '{}' });
  assert.doesNotMatch((await Promise.all(answers)).join('\n'), /refresh_[\w-]{20}|eyJ/);
  assert.equal(await tab.page.evaluate('document.cookie'), '');
  assert.deepEqual(tab.grants, []);
  assert.deepEqual(tab.complaints, []);
});

test('through a back end, top-up opens in a tab that knows nothing of the page, and sign-out is felt in every tab', async () => {
  put(scene());
  const { signedIn, visit } = scene();
  const tab = await signedIn();
  const opening = tab.context.waitForEvent('page');
  await tab.press('Top up');
  const topUp = await opening;
  await topUp.getByText('You came from Inkwell.').waitFor();
  assert.equal(await topUp.evaluate('window.opener'), null);
  const another = await visit('/', tab.context);
  await another.sees('Balance: 750.00');
  await tab.press('Sign out');
  await tab.sees('You are not signed in.');
  await another.sees('You are not signed in.');
  await tab.page.reload();
  await tab.sees('You are not signed in.');
  assert.deepEqual(tab.complaints, []);
});

test('through a back end, a window may do the signing in, and a blocked one does not matter', async () => {
  put(scene());
  const { visit, profile } = scene();
  const tab = await visit('/popup');
  const opening = tab.context.waitForEvent('page');
  await tab.press('Sign in');
  const popup = await opening;
  const closing = popup.waitForEvent('close');
  await tab.signIn(popup);
  await tab.sees('Balance: 750.00');
  await closing;

  const context = await profile();
  await context.addInitScript('window.open = () => null');
  const blocked = await visit('/popup', context);
  await blocked.press('Sign in');
  await blocked.signIn();
  await blocked.sees('Balance: 750.00');
});

test('with a back end, cancelling shows a message, and markup in an error is not rendered', async () => {
  put(scene());
  const { visit, site } = scene();
  const tab = await visit('/');
  await tab.press('Sign in');
  await tab.page.getByRole('link', { name: 'Cancel' }).click();
  await tab.sees('You declined access.');
  assert.equal(tab.page.url(), `${site.origin}/`);
  await tab.page.goto(`${site.origin}/?error=<img src=x onerror=document.title=1>`);
  await tab.sees('Signing in failed. Please try again.');
  assert.equal(await tab.page.locator('img').count(), 0);
  assert.equal(await tab.page.title(), 'Inkwell');
});

test('an unavailable back end or server signs nobody out', async () => {
  put(scene());
  const { signedIn, server } = scene();
  const tab = await signedIn();
  await server.goAway();
  await tab.press('Refresh');
  await tab.sees('The service is not responding right now.');
  await tab.sees('Balance: 750.00');
  await server.comeBack();
  await tab.press('Refresh');
  await tab.page.getByText('The service is not responding right now.').waitFor({ state: 'detached' });
  await tab.page.route('**/api/user/info', (route) => route.abort());
  await tab.page.reload();
  await tab.sees('The service is not responding right now.');
  await tab.page.unroute('**/api/user/info');
  await tab.press('Refresh');
  await tab.sees('Balance: 750.00');
});

// A base path was prepended to the routes unchecked, so markup alone could run a script or call another site.
test('a base path that is a script or another site leads nowhere but to this site', async () => {
  const { page, visit, site } = scene();
  for (const basePath of [
    'javascript:document.title=1;//',
    'https://evil.example',
    '//evil.example',
    '/\t/evil.example',
  ]) {
    page('/base', `<octroi-sign-in base-path="${basePath}"></octroi-sign-in>`, { 'content-security-policy': '' });
    const tab = await visit('/');
    const asked: string[] = [];
    tab.page.on('request', (request) => asked.push(new URL(request.url()).hostname));
    await tab.page.goto(`${site.origin}/base`);
    await tab.press('Sign in');
    await tab.page.getByLabel('Username or email').waitFor();
    assert.ok(!asked.includes('evil.example'), basePath);
  }
});

test('a page whose base is elsewhere, for its images say, still asks its own back end', async () => {
  const { page, visit } = scene();
  const base = '<base href="https://images.example/">';
  page('/based', `${base}<octroi-account></octroi-account>`, { 'content-security-policy': '' });
  const tab = await visit('/based');
  await tab.sees('You are not signed in.');
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('Balance: 750.00');
});

// The last known user was shown until the back end could be reached again.
test('signing out in one tab also removes the user from a tab that cannot reach the back end', async () => {
  put(scene());
  const { signedIn, visit } = scene();
  const tab = await signedIn();
  const another = await visit('/', tab.context);
  await another.sees('alice');
  await another.page.route('**/api/user/info', (route) => route.abort());
  await tab.press('Sign out');
  await another.sees('The service is not responding right now.');
  assert.equal(await another.page.getByText('alice').count(), 0);
  assert.equal(await another.page.getByText('Balance').count(), 0);
});

// A sign-out by a plain form notifies no tab, so a page from the back/forward cache showed the user to whoever pressed Back.
test('a page restored from the back/forward cache asks again who is signed in', async () => {
  put(scene());
  const { signedIn } = scene();
  const tab = await signedIn();
  await tab.context.clearCookies();
  await tab.page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
  await tab.sees('You are not signed in.');
});

test('a sign-out in another tab is not taken for the answer of the sign-in window', async () => {
  put(scene());
  const { page, site, signedIn, visit } = scene();
  site.put('/own.js', 'js', `addEventListener('load', () => { session = Octroi.createBrowserSession(); });`);
  page('/own', '<script src="/own.js"></script><octroi-account></octroi-account>');
  const other = await signedIn();
  const tab = await visit('/own', other.context);
  await tab.sees('Balance: 750.00');
  // Nothing in the window answers.
  await tab.context.route('**/auth/oauth/start**', (route) => route.fulfill({ body: 'A page to sign in at' }));
  const opening = tab.context.waitForEvent('page');
  await tab.page.evaluate(`void ((isIn = false), session.signIn({ popup: true }).then(() => (isIn = true)))`);
  const popup = await opening;
  await other.press('Sign out');
  await tab.sees('You are not signed in.');
  assert.equal(await tab.page.evaluate('isIn'), false);
  await popup.close();
});
