import assert from 'node:assert/strict';
import { journeys } from './actors/scene.js';

journeys('one-click sign-in', (journey) => {
  journey(
    'at a first visit the sign-in page says what the app receives, and signing in is all it takes',
    async (on) => {
      const inkwell = await on.app('Inkwell');
      const alice = await on.person('alice');

      await alice.opens(inkwell.asksOneClick());
      await alice.reads(
        'Sign in to continue to Inkwell',
        'Published by dora',
        `You will be redirected to ${inkwell.origin}`,
      );
      await alice.reads('By signing in, you allow Inkwell', 'See your profile', 'See your balance');
      await alice.signsIn();

      const tokens = await inkwell.signedIn();
      assert.deepEqual(alice.pagesSeen(), ['/sign-in']);
      assert.equal(tokens.scope, 'profile balance');
      const { status, body } = await inkwell.userinfo(tokens);
      assert.equal(status, 200);
      const { username, email, quota, used_quota, balance_formatted } = body;
      assert.deepEqual(
        { username, email, quota, used_quota, balance_formatted },
        {
          username: 'alice',
          email: 'alice@example.com',
          quota: 1_000_000,
          used_quota: 250_000,
          balance_formatted: '750.00',
        },
      );
    },
  );

  journey('at a return visit there is no page at all, with auto_authorize or without', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    await on.connect(alice, inkwell);

    for (const request of [inkwell.asksOneClick(), inkwell.asks()]) {
      await alice.opens(request);
      const tokens = await inkwell.signedIn();
      assert.deepEqual(alice.pagesSeen(), []);
      assert.equal((await inkwell.userinfo(tokens)).body['balance_formatted'], '750.00');
    }
  });

  journey('signed in, a new app takes one page with one button', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');

    await alice.opens(inkwell.asksOneClick());
    await alice.reads('Inkwell will be able to', 'See your profile', 'See your balance');
    assert.deepEqual(await alice.buttons(), ['Use another account', 'Continue as alice', 'Cancel']);
    await alice.presses('Continue as alice');

    assert.equal((await inkwell.signedIn()).scope, 'profile balance');
    assert.deepEqual(alice.pagesSeen(), ['/authorize']);
  });

  journey('an app the operator vouches for needs no page, and only where it asked for none', async (on) => {
    const desk = await on.trustedApp('Desk');
    const alice = await on.signedIn('alice');

    await alice.opens(desk.asks());
    await alice.reads('Desk asks for access to your account', 'Verified by Octroi');
    assert.ok(desk.hasNoAnswer());
    alice.pagesSeen();

    await alice.opens(desk.asksOneClick());
    const tokens = await desk.signedIn();
    assert.deepEqual(alice.pagesSeen(), []);
    assert.equal((await desk.userinfo(tokens)).body['username'], 'alice');
  });

  journey('an app that posts its request from its own site finds a signed-in user all the same', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    await on.connect(alice, inkwell);
    const before = alice.trail.length;

    await alice.opens(inkwell.formPage({ auto_authorize: 'true' }));
    await alice.presses('Sign in');

    await inkwell.signedIn();
    // The POST came without the session's cookies, the GET after it with them.
    assert.deepEqual(alice.trail.slice(before), ['POST 303 /api/oauth2/authorize', 'GET 303 /authorize']);
    await alice.opens('/account');
    await alice.reads('750.00');
  });

  journey('without JavaScript everything works, from the first visit to the end of the authorization', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice', { javaScriptEnabled: false });

    await alice.opens(inkwell.asks());
    await alice.signsIn();
    await alice.presses('Allow');
    const tokens = await inkwell.signedIn();

    await alice.opens(await inkwell.topUpLink(tokens));
    await alice.presses('Top up 20 USD');
    await alice.presses('Pay');
    await alice.reads('Paid');
    await alice.follows('Back to Inkwell');
    assert.equal(alice.url, `${inkwell.origin}/`);
    assert.equal((await inkwell.userinfo(tokens)).body['balance_formatted'], '770.00');

    await alice.opens('/account/authorizations');
    await alice.presses('Revoke access for Inkwell');
    assert.equal((await inkwell.userinfo(tokens)).status, 401);

    await alice.presses('Sign out');
    await alice.opens('/account');
    assert.equal(new URL(alice.url).pathname, '/sign-in');
  });
});
