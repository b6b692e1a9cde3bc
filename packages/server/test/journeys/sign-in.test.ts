import assert from 'node:assert/strict';
import { journeys, type Scene } from './actors/scene.js';
import type { Browser } from './actors/browser.js';

/** Enters wrong passwords until the server refuses to check them; resolves to how many it checked. */
const guess = async (someone: Browser, username: string): Promise<number> => {
  let tries = 0;
  await someone.opens('/sign-in');
  while (tries < 100) {
    await someone.signsInAs(username, `guess number ${tries}`);
    if (someone.status === 429) return tries;
    assert.equal(someone.status, 401);
    tries += 1;
  }
  return tries;
};

const signedOut = async (on: Scene, username: string): Promise<Browser> => {
  const browser = await on.signedIn(username);
  await browser.opens('/account');
  await browser.presses('Sign out');
  return browser;
};

journeys('signing in and out', (journey) => {
  journey('a wrong password shows an error, and the right one continues to the app', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice');

    await alice.opens(inkwell.asksOneClick());
    await alice.signsInAs('alice', 'not her password');
    assert.equal(alice.status, 401);
    await alice.reads('Incorrect username or password.', 'By signing in, you allow Inkwell');
    assert.ok(inkwell.hasNoAnswer());

    await alice.signsInAs('alice@example.com');
    assert.equal((await inkwell.signedIn()).scope, 'profile balance');
  });

  journey('guessing is blocked early, and the user’s own browser is not', async (on) => {
    const alice = await signedOut(on, 'alice');
    const eve = await on.stranger();

    const allowed = await guess(eve, 'alice');
    assert.ok(allowed >= 3 && allowed <= 20, `${allowed} wrong passwords were allowed`);
    await eve.reads('Too many wrong passwords. Try again in');
    await eve.signsInAs('alice');
    assert.equal(eve.status, 429, 'even the right password does not tell itself apart now');

    await alice.opens('/sign-in');
    await alice.signsIn();
    await alice.reads('750.00');
  });

  journey('signing out ends the session in this browser, and leaves the apps alone', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const tokens = await on.connect(alice, inkwell);

    await alice.opens('/account');
    await alice.presses('Sign out');
    await alice.opens('/account');
    assert.equal(new URL(alice.url).pathname, '/sign-in');
    assert.equal((await inkwell.userinfo(tokens)).status, 200);

    await alice.signsIn();
    assert.equal(new URL(alice.url).pathname, '/account');
  });

  journey('a disabled user is out everywhere at once, and reads why', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const tokens = await on.connect(alice, inkwell);

    await on.octroi('user', 'disable', 'alice');

    const userinfo = await inkwell.userinfo(tokens);
    assert.deepEqual([userinfo.status, userinfo.body['error']], [401, 'invalid_token']);
    const refresh = await inkwell.refresh(tokens);
    assert.deepEqual([refresh.status, refresh.body['error']], [400, 'invalid_grant']);

    await alice.opens(inkwell.asksOneClick());
    await alice.signsIn();
    assert.equal(alice.status, 403);
    await alice.reads('This account is disabled.');
    assert.ok(inkwell.hasNoAnswer());

    await on.octroi('user', 'enable', 'alice');
    await alice.signsIn();
    await inkwell.signedIn();
  });
});
