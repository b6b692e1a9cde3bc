import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { setScene } from './scene.js';
import type { Tab } from './tab.js';

const scene = setScene();

const pressForWindow = async (tab: Tab): Promise<Page> => {
  const opening = tab.context.waitForEvent('page');
  await tab.press('Sign in');
  return opening;
};

const closed = async (popup: Page): Promise<void> => {
  if (!popup.isClosed()) await popup.waitForEvent('close');
};

test('a page can sign in in a popup, which closes itself', async () => {
  const { page, visit, publicClient, site } = scene();
  page('/popup', `<octroi-account ${publicClient} popup></octroi-account>`);
  const tab = await visit('/popup#here');
  const popup = await pressForWindow(tab);
  await tab.signIn(popup);
  await tab.sees('Balance: 750.00');
  await closed(popup);
  assert.equal(tab.page.url(), `${site.origin}/popup#here`);
  assert.deepEqual(tab.grants, ['authorization_code']);
  assert.deepEqual(tab.complaints, []);
});

test('where the browser blocks the window, the page itself is left and comes back signed in', async () => {
  const { page, visit, profile, publicClient, site } = scene();
  page('/popup', `<octroi-account ${publicClient} popup></octroi-account>`);
  const context = await profile();
  await context.addInitScript('window.open = () => null');
  const tab = await visit('/popup', context);
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('Balance: 750.00');
  assert.equal(tab.page.url(), `${site.origin}/popup`);
  assert.deepEqual(tab.complaints, []);
});

test('popup.closed that is true from the beginning, and no opener, as Cross-Origin-Opener-Policy has it, change nothing', async () => {
  const { page, visit, publicClient } = scene();
  page('/isolated', `<octroi-account ${publicClient} popup></octroi-account>`, {
    'cross-origin-opener-policy': 'same-origin',
  });
  const tab = await visit('/isolated');
  await tab.page.evaluate(`{ const open = window.open; window.open = (...from) => (window.opened = open(...from)); }`);
  const popup = await pressForWindow(tab);
  await popup.getByLabel('Username or email').waitFor();
  assert.equal(await tab.page.evaluate('opened.closed'), true, 'the browser lies');
  await tab.signIn(popup);
  await tab.sees('Balance: 750.00');
  if (!popup.isClosed()) {
    await Promise.race([closed(popup), popup.getByText('You are signed in. You can close this window.').waitFor()]);
  }
});

test('a user who cancels in the popup sees a message on the page and can try again', async () => {
  const { page, visit, publicClient } = scene();
  page('/popup', `<octroi-account ${publicClient} popup></octroi-account>`);
  const tab = await visit('/popup');
  const popup = await pressForWindow(tab);
  await popup.getByRole('link', { name: 'Cancel' }).click();
  await tab.sees('You declined access.');
  await closed(popup);
  await tab.signIn(await pressForWindow(tab));
  await tab.sees('Balance: 750.00');
});

test('what another site sends to the waiting page is not taken for an answer, not even with the right state', async () => {
  const { page, visit, publicClient, server } = scene();
  page('/popup', `<octroi-account ${publicClient} popup></octroi-account>`);
  const tab = await visit('/popup');
  const asking = tab.context.waitForEvent('request', (request) => request.url().includes('/api/oauth2/authorize?'));
  const popup = await pressForWindow(tab);
  const state = new URL((await asking).url()).searchParams.get('state') ?? '';
  await popup.getByLabel('Username or email').waitFor();
  const query = new URLSearchParams({ code: 'stolen', state, iss: server.issuer });
  await tab.page.evaluate(`void (heard = new Promise((resolve) => addEventListener('message', () => resolve(true))))`);
  await popup.evaluate(`opener.postMessage({ answer: '${query}' }, '*')`);
  assert.equal(await tab.page.evaluate('heard'), true);
  await tab.signIn(popup);
  await tab.sees('Balance: 750.00');
  assert.deepEqual(tab.grants, ['authorization_code']);
});

// It said that the user was signed in, whatever the response was.
test('a sign-in window that cannot close itself does not say “signed in” after cancelling', async () => {
  const { page, visit, profile, publicClient } = scene();
  page('/popup', `<octroi-account ${publicClient} popup></octroi-account>`);
  const context = await profile();
  await context.addInitScript('window.close = () => {}');
  const tab = await visit('/popup', context);
  const popup = await pressForWindow(tab);
  await popup.getByRole('link', { name: 'Cancel' }).click();
  await popup.getByText('You declined access.').waitFor();
  await tab.sees('You declined access.');
});

// As on plain HTTP, where there is no Web Crypto.
test('a sign-in that cannot begin leaves no empty window behind', async () => {
  const { page, visit, profile, publicClient } = scene();
  page('/popup', `<octroi-account ${publicClient} popup></octroi-account>`);
  const context = await profile();
  await context.addInitScript(`Object.defineProperty(crypto, 'subtle', { value: undefined })`);
  const tab = await visit('/popup', context);
  await closed(await pressForWindow(tab));
  await tab.sees('Signing in failed. Please try again.');
  assert.deepEqual(tab.complaints, []);
});

test('empty messages from other scripts of the page are ignored', async () => {
  const { visit } = scene();
  const tab = await visit('/');
  await tab.sees('You are not signed in.');
  await tab.page.evaluate(`new Promise((resolve) => {
    addEventListener('message', resolve);
    new BroadcastChannel('octroi:answers').postMessage(undefined);
    postMessage(undefined, location.origin);
  })`);
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('Balance: 750.00');
  assert.deepEqual(tab.complaints, []);
});
