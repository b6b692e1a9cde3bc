import assert from 'node:assert/strict';
import { Secret, TOTP } from 'otpauth';
import { MINUTE } from '#server/kernel/clock.js';
import type { Browser } from './actors/browser.js';
import { journeys, type Scene } from './actors/scene.js';

/** A phone: the secret on the page typed into an authenticator app. */
const setsUp = async (browser: Browser, on: Scene) => {
  await browser.opens('/account/security');
  await browser.presses('Turn on two-step sign-in');
  const secret = (await browser.textOf('secret')).replaceAll(' ', '');
  const phone = () => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: on.now() });
  await browser.fills('Code', phone());
  await browser.presses('Turn on two-step sign-in');
  const codes = (await browser.textOf('recovery-codes')).trim().split('\n');
  await browser.follows('I’ve saved them');
  await browser.reads('Two-step sign-in On', 'Recovery codes left: 10');
  return { phone, codes };
};

journeys('the second step', (journey) => {
  journey('an app’s one-click sign-in continues after password and code', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const { phone } = await setsUp(alice, on);
    await alice.presses('Sign out');
    on.letTimePass(MINUTE);
    alice.pagesSeen();

    await alice.opens(inkwell.asksOneClick());
    await alice.signsIn();
    await alice.reads('One more step');
    assert.ok(inkwell.hasNoAnswer());
    await alice.fills('Code', '000000');
    await alice.presses('Sign in');
    await alice.reads('This code is incorrect or was already used.');
    await alice.fills('Code', phone());
    await alice.presses('Sign in');
    assert.equal((await inkwell.signedIn()).scope, 'profile balance');
    assert.deepEqual(alice.pagesSeen(), ['/sign-in', '/sign-in/second-step', '/sign-in/second-step']);
  });

  journey('a user who lost the phone gets in with a recovery code, and sets up a new phone', async (on) => {
    const alice = await on.signedIn('alice');
    const lost = await setsUp(alice, on);
    const elsewhere = await on.stranger();
    on.letTimePass(MINUTE);

    await elsewhere.opens('/sign-in');
    await elsewhere.signsInAs('alice');
    await elsewhere.follows('Use a recovery code instead');
    await elsewhere.fills('Recovery code', lost.codes[0] ?? '');
    await elsewhere.presses('Sign in');
    await elsewhere.reads('750.00');

    await elsewhere.opens('/account/security');
    await elsewhere.reads('Recovery codes left: 9');
    await elsewhere.fills('Code or recovery code', lost.codes[1] ?? '');
    await elsewhere.presses('Turn off two-step sign-in');
    await elsewhere.reads('Two-step sign-in is off.');
    const found = await setsUp(elsewhere, on);
    await elsewhere.presses('Sign out');
    on.letTimePass(MINUTE);

    await elsewhere.opens('/sign-in');
    await elsewhere.signsInAs('alice');
    await elsewhere.fills('Code', lost.phone());
    await elsewhere.presses('Sign in');
    await elsewhere.reads('This code is incorrect');
    await elsewhere.fills('Code', found.phone());
    await elsewhere.presses('Sign in');
    await elsewhere.reads('750.00');
  });

  journey('the operator lets in a user who lost everything', async (on) => {
    const alice = await on.signedIn('alice');
    const device = await alice.getsAuthenticator();
    await alice.opens('/account/security');
    await alice.presses('Add a passkey');
    assert.equal(await device.passkeys(), 1);
    await setsUp(alice, on);
    const answer = await on.octroi('user', 'reset-second-step', 'alice', '--passkeys');
    assert.deepEqual(answer, { username: 'alice', was_on: true, passkeys_removed: 1 });

    const elsewhere = await on.stranger();
    await elsewhere.opens('/sign-in');
    await elsewhere.signsInAs('alice');
    await elsewhere.reads('750.00');
    await elsewhere.opens('/account/security');
    await elsewhere.reads('Two-step sign-in Off');
  });

  journey('a user who signed in long ago must sign in again before any change', async (on) => {
    const alice = await on.signedIn('alice');
    const { phone } = await setsUp(alice, on);
    on.letTimePass(11 * MINUTE);
    await alice.opens('/account/security');
    await alice.follows('Confirm it’s you to change two-step sign-in');
    await alice.reads('Sign in again so that we know it’s you.');
    await alice.fills('Password', 'a sentence long enough');
    await alice.presses('Sign in');
    await alice.fills('Code', phone());
    await alice.presses('Sign in');
    assert.equal(new URL(alice.url).pathname, '/account/security');
    await alice.presses('Generate new recovery codes');
    await alice.reads('Your recovery codes');
  });
});
