import assert from 'node:assert/strict';
import { MINUTE } from '#server/kernel/clock.js';
import { journeys } from './actors/scene.js';

journeys('what a request asks of the user', (journey) => {
  journey(
    'a wrong redirect URI goes nowhere, and its owner sees where it differs (RFC 6749 section 3.1.2.4)',
    async (on) => {
      const inkwell = await on.app('Inkwell');
      const wrong = inkwell.asks({ redirect_uri: `${inkwell.origin}/oauth/return` });

      const alice = await on.signedIn('alice');
      await alice.opens(wrong);
      assert.equal(alice.status, 400);
      await alice.reads('Inkwell sent an invalid return address', `${inkwell.origin}/oauth/return`);
      assert.ok(!(await alice.says(inkwell.redirectUri)), 'what is registered is not for everybody to read');

      const dora = await on.stranger();
      await dora.opens('/sign-in');
      await dora.signsInAs('dora');
      await dora.opens(wrong);
      assert.equal(dora.status, 400);
      await dora.reads('Your registered redirect URIs', inkwell.redirectUri);
      assert.deepEqual(await dora.marks(), ['callback', 'return']);
      assert.ok(inkwell.hasNoAnswer());
    },
  );

  journey(
    'prompt=none never shows a page, and tells the app what stood in the way (OpenID Connect Core section 3.1.2.6)',
    async (on) => {
      const inkwell = await on.app('Inkwell');
      const alice = await on.person('alice');
      const quietly = () => inkwell.asksOneClick({ prompt: 'none' });

      await alice.opens(quietly());
      assert.equal(inkwell.refused(), 'login_required');
      assert.deepEqual(alice.pagesSeen(), []);

      await alice.opens('/sign-in');
      await alice.signsIn();
      alice.pagesSeen();
      await alice.opens(quietly());
      assert.equal(inkwell.refused(), 'consent_required');
      assert.deepEqual(alice.pagesSeen(), []);

      await on.connect(alice, inkwell);
      await alice.opens(quietly());
      await inkwell.signedIn();
      assert.deepEqual(alice.pagesSeen(), []);
    },
  );

  journey(
    'prompt=login asks for the password although the user is signed in (OpenID Connect Core section 3.1.2.1)',
    async (on) => {
      const inkwell = await on.app('Inkwell');
      const alice = await on.signedIn('alice');
      await on.connect(alice, inkwell);

      await alice.opens(inkwell.asksOneClick({ prompt: 'login' }));
      assert.ok(inkwell.hasNoAnswer());
      assert.deepEqual(alice.pagesSeen(), ['/sign-in']);
      await alice.signsIn();
      await inkwell.signedIn();
      assert.deepEqual(alice.pagesSeen(), []);
    },
  );

  journey('prompt=consent asks although the user has allowed it (OpenID Connect Core section 3.1.2.1)', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    await on.connect(alice, inkwell);

    await alice.opens(inkwell.asksOneClick({ prompt: 'consent' }));
    assert.ok(inkwell.hasNoAnswer());
    await alice.unticks('See your balance');
    await alice.presses('Allow');
    assert.equal((await inkwell.signedIn()).scope, 'profile');
  });

  journey(
    'max_age asks for a new sign-in once the last is too long ago (OpenID Connect Core section 3.1.2.1)',
    async (on) => {
      const inkwell = await on.app('Inkwell');
      const alice = await on.signedIn('alice');
      await on.connect(alice, inkwell);
      on.letTimePass(10 * MINUTE);

      await alice.opens(inkwell.asksOneClick({ max_age: '3600' }));
      await inkwell.signedIn();
      assert.deepEqual(alice.pagesSeen(), []);

      await alice.opens(inkwell.asksOneClick({ max_age: '300', prompt: 'none' }));
      assert.equal(inkwell.refused(), 'login_required');

      await alice.opens(inkwell.asksOneClick({ max_age: '300' }));
      assert.deepEqual(alice.pagesSeen(), ['/sign-in']);
      await alice.signsIn();
      await inkwell.signedIn();
    },
  );

  journey(
    'a program on the device may listen on any port, and is asked about each time (RFC 8252 sections 7.3 and 8.6)',
    async (on) => {
      const plume = await on.app('Plume', { native: true });
      const alice = await on.signedIn('alice');

      const tokens = await on.connect(alice, plume);
      assert.equal((await plume.userinfo(tokens)).body['username'], 'alice');
      assert.equal((await plume.refresh(tokens)).status, 200);

      await plume.restarts();
      await alice.opens(plume.asksOneClick());
      await alice.reads('This is a program on your own device.');
      assert.deepEqual(alice.pagesSeen(), ['/authorize']);
      assert.ok(plume.hasNoAnswer());
      await alice.opens(plume.asksOneClick({ prompt: 'none' }));
      assert.equal(plume.refused(), 'interaction_required');

      await alice.opens(plume.asksOneClick());
      await alice.presses('Continue as alice');
      await plume.signedIn();
    },
  );
});
