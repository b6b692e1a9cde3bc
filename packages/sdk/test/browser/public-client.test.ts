import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALLBACK, setScene } from './scene.js';

const scene = setScene();

test('a public client signs in by one button and comes back to where the user was, without code or state in the address', async () => {
  const { visit, site } = scene();
  const tab = await visit('/?chapter=2#verse');
  await tab.sees('You are not signed in.');
  await tab.press('Sign in');
  await tab.signIn();
  await tab.sees('alice');
  await tab.sees('Balance: 750.00');
  assert.equal(tab.page.url(), `${site.origin}/?chapter=2#verse`);
  assert.deepEqual(tab.grants, ['authorization_code']);
  assert.deepEqual(tab.complaints, []);
});

test('tokens are in memory alone, unless the page asks for persist, and never in localStorage', async () => {
  const { page, signedIn, publicClient } = scene();
  const tab = await signedIn();
  assert.deepEqual(await tab.kept(), { local: '{}', session: '{}' });
  await tab.page.reload();
  await tab.sees('You are not signed in.');

  page('/kept', `<octroi-account ${publicClient} persist></octroi-account>`);
  const keeping = await signedIn('/kept');
  const { local, session } = await keeping.kept();
  assert.equal(local, '{}');
  assert.match(session, /refresh_/);
  await keeping.page.reload();
  await keeping.sees('Balance: 750.00');
  assert.deepEqual(keeping.grants, ['authorization_code']);
});

test('a new tab has what the open one has, without asking the server for tokens', async () => {
  const { signedIn, visit } = scene();
  const tab = await signedIn();
  const another = await visit('/', tab.context);
  await another.sees('Balance: 750.00');
  assert.deepEqual(another.grants, []);
});

test('the balance is read again on request, and when the user comes back from topping up in another tab', async () => {
  const { signedIn, server } = scene();
  const tab = await signedIn();
  const opening = tab.context.waitForEvent('page');
  await tab.press('Top up');
  const topUp = await opening;
  await topUp.getByText('You came from Inkwell.').waitFor();
  assert.equal(await topUp.evaluate('window.opener'), null);

  const alice = await server.services.accounts.findByLogin('alice');
  assert.ok(alice !== null);
  const credit = (units: bigint, key: string) =>
    server.services.accounts.credit?.(alice.id, units, { idempotencyKey: key, memo: '' });
  await credit(1000n, 'one');
  await tab.page.evaluate(`dispatchEvent(new Event('focus'))`);
  await tab.sees('Balance: 751.00');
  await credit(-1000n, 'back');
  await tab.press('Refresh');
  await tab.sees('Balance: 750.00');
  assert.deepEqual(tab.complaints, []);
});

test('signing out ends the refresh token at the server', async () => {
  const { page, signedIn, server, publicClient, clientId } = scene();
  page('/kept', `<octroi-account ${publicClient} persist></octroi-account>`);
  const tab = await signedIn('/kept');
  const token = /refresh_[\w.-]+/.exec((await tab.kept()).session)?.[0];
  assert.ok(token !== undefined);
  const revoked = tab.page.waitForResponse(`${server.issuer}/api/oauth2/revoke`);
  await tab.press('Sign out');
  await tab.sees('You are not signed in.');
  assert.equal((await revoked).status(), 200);
  assert.deepEqual(await tab.kept(), { local: '{}', session: '{}' });
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: clientId });
  const answer = await fetch(`${server.issuer}/api/oauth2/token`, { method: 'POST', body });
  assert.equal(answer.status, 400);
  assert.match(await answer.text(), /invalid_grant/);
});

test('a user who cancels sees a message on the callback page, with a link back', async () => {
  const { visit, site } = scene();
  const tab = await visit('/?chapter=2');
  await tab.press('Sign in');
  await tab.page.getByRole('link', { name: 'Cancel' }).click();
  await tab.sees('You declined access.');
  assert.equal(tab.page.url(), site.origin + CALLBACK);
  await tab.page.getByRole('link', { name: 'Back' }).click();
  await tab.sees('You are not signed in.');
  assert.equal(tab.page.url(), `${site.origin}/?chapter=2`);
  assert.deepEqual(tab.grants, []);
});

test('the sign-in button is gone while somebody is signed in, and speaks the page’s language or the page’s own words', async () => {
  const { page, visit, publicClient } = scene();
  page(
    '/words',
    `<div lang="fr"><octroi-account ${publicClient}></octroi-account></div>
     <div lang="zh-CN"><octroi-sign-in ${publicClient}></octroi-sign-in></div>
     <div lang="pt-BR"><octroi-sign-in ${publicClient} text-sign-in="Log in with Inkwell"></octroi-sign-in></div>`,
  );
  const tab = await visit('/words');
  await tab.sees('Vous n’êtes pas connecté.');
  await tab.page.getByRole('button', { name: '登录', exact: true }).waitFor();
  await tab.press('Log in with Inkwell');
  await tab.signIn();
  await tab.sees('Solde: 750.00');
  for (const name of ['登录', 'Log in with Inkwell', 'Se connecter']) {
    assert.equal(await tab.page.getByRole('button', { name }).count(), 0, name);
  }
});
