import assert from 'node:assert/strict';
import { journeys } from './actors/scene.js';

const BALANCE_FIELDS = ['quota', 'used_quota', 'balance_formatted'];

journeys('consent', (journey) => {
  journey(
    'what the user unticks the app does not get, and it is not asked about again (RFC 6749 section 3.3)',
    async (on) => {
      const inkwell = await on.app('Inkwell');
      const alice = await on.signedIn('alice');

      await alice.opens(inkwell.asks());
      await alice.reads('Inkwell asks for access to your account', 'Currently: 750.00', 'spend your balance');
      await alice.unticks('See your balance');
      await alice.presses('Allow');

      const tokens = await inkwell.signedIn();
      assert.equal(tokens.scope, 'profile');
      const { body } = await inkwell.userinfo(tokens);
      assert.equal(body['username'], 'alice');
      assert.deepEqual(
        BALANCE_FIELDS.filter((field) => field in body),
        [],
      );

      alice.pagesSeen();
      await alice.opens(inkwell.asks());
      assert.equal((await inkwell.signedIn()).scope, 'profile');
      assert.deepEqual(alice.pagesSeen(), []);
    },
  );

  journey('cancelling, on any page, answers the app with access_denied (RFC 6749 section 4.1.2.1)', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice');

    await alice.opens(inkwell.asks());
    await alice.cancels();
    assert.equal(inkwell.refused(), 'access_denied');

    await alice.opens(inkwell.asksOneClick());
    await alice.cancels();
    assert.equal(inkwell.refused(), 'access_denied');

    await alice.opens('/sign-in');
    await alice.signsIn();
    await alice.opens(inkwell.asksOneClick());
    await alice.reads('Continue to Inkwell');
    await alice.cancels();
    assert.equal(inkwell.refused(), 'access_denied');

    await alice.opens(inkwell.asks());
    await alice.reads('Inkwell asks for access to your account');
    await alice.cancels();
    assert.equal(inkwell.refused(), 'access_denied');

    await alice.opens('/account/authorizations');
    await alice.reads('No apps have access to your account.');
  });

  journey('“Not you?” leads to another account, and the app meets that one', async (on) => {
    const inkwell = await on.app('Inkwell');
    await on.person('bob');
    const alice = await on.signedIn('alice');

    await alice.opens(inkwell.asks());
    await alice.reads('Signed in as alice', 'Not you?');
    await alice.presses('Use another account');
    await alice.signsInAs('bob');
    await alice.reads('Signed in as bob');
    await alice.presses('Allow');

    const tokens = await inkwell.signedIn();
    assert.equal((await inkwell.userinfo(tokens)).body['username'], 'bob');
  });

  journey('an account can be opened in the middle of it', async (on) => {
    const inkwell = await on.app('Inkwell');
    const nora = await on.stranger();

    await nora.opens(inkwell.asksOneClick());
    await nora.follows('Create an account');
    await nora.fills('Username', 'nora');
    await nora.fills('Email', 'nora@example.com');
    await nora.fills('Password', 'a sentence of her own');
    await nora.presses('Create account');
    // The sign-up page did not list what the app receives, so this one does.
    await nora.reads('Inkwell will be able to', 'See your balance');
    await nora.presses('Continue as nora');

    const tokens = await inkwell.signedIn();
    const { username, balance_formatted } = (await inkwell.userinfo(tokens)).body;
    assert.deepEqual({ username, balance_formatted }, { username: 'nora', balance_formatted: '0.00' });
  });
});
