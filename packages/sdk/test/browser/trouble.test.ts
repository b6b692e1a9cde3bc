import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from './scene.js';

const scene = setScene();

test('a server that is unavailable or answers 500 signs nobody out, and the balance returns with it', async () => {
  const { profile, signedIn, server } = scene();
  const context = await profile();
  await context.clock.setFixedTime(Date.now());
  const tab = await signedIn('/', context);
  const seesTrouble = async (): Promise<void> => {
    await tab.press('Refresh');
    await tab.sees('The service is not responding right now.');
    await tab.sees('Balance: 750.00');
    await tab.page.getByRole('button', { name: 'Sign out' }).waitFor();
  };
  await tab.page.route('**/userinfo', (route) => route.fulfill({ status: 500, json: { error: 'server_error' } }));
  await seesTrouble();
  await tab.page.unroute('**/userinfo');
  await tab.context.setOffline(true);
  await seesTrouble();
  await tab.context.setOffline(false);
  await tab.page.getByText('The service is not responding right now.').waitFor({ state: 'detached' });

  await tab.context.clock.setFixedTime(Date.now() + 118 * 60_000);
  await server.goAway();
  await seesTrouble();
  await server.comeBack();
  await tab.press('Refresh');
  await tab.page.getByText('The service is not responding right now.').waitFor({ state: 'detached' });
  await tab.sees('Balance: 750.00');
  assert.equal(tab.grants.at(-1), 'refresh_token');
  assert.deepEqual(tab.complaints, []);
});

test('an authorization that the user has ended is one clean sign-out, in every tab', async () => {
  const { signedIn, visit, server } = scene();
  const tab = await signedIn();
  const another = await visit('/', tab.context);
  await another.sees('Balance: 750.00');
  const account = await tab.context.newPage();
  await account.goto(`${server.issuer}/account/authorizations`);
  await account.getByRole('button', { name: 'Revoke access for Inkwell' }).first().click();
  await account.getByText('can no longer see your account').waitFor();
  await tab.press('Refresh');
  await tab.sees('You are not signed in.');
  await another.sees('You are not signed in.');
  assert.deepEqual(tab.grants, ['authorization_code', 'refresh_token']);
});
