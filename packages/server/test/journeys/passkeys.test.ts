import assert from 'node:assert/strict';
import { journeys } from './actors/scene.js';

journeys('passkeys', (journey) => {
  journey('somebody adds a passkey and signs in with it, without a name or password', async (on) => {
    const alice = await on.signedIn('alice');
    const device = await alice.getsAuthenticator();
    await alice.opens('/account/security');
    await alice.fills('Passkey name', 'My laptop');
    await alice.presses('Add a passkey');
    await alice.reads('You can now sign in with the passkey “My laptop”.');
    assert.equal(await device.passkeys(), 1);

    await alice.presses('Sign out');
    await alice.offersNothing();
    await alice.opens('/sign-in');
    await alice.presses('Use a passkey');
    await alice.reads('750.00', 'alice');
  });

  journey('the browser offers the passkey where the name goes, and choosing it signs in', async (on) => {
    const alice = await on.signedIn('alice');
    const device = await alice.getsAuthenticator();
    await alice.opens('/account/security');
    await alice.presses('Add a passkey');
    await alice.presses('Sign out');
    // Chromium's virtual authenticator accepts what autofill offers, like a user's touch.
    await alice.arrivesBy('/sign-in?return_to=%2Ftopup', '/topup');
    await alice.reads('750.00');
    assert.equal(await device.passkeys(), 1);
  });

  journey('one click signs in to an app by passkey, with no page after it', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    await alice.getsAuthenticator();
    await alice.offersNothing();
    await alice.opens('/account/security');
    await alice.presses('Add a passkey');
    await alice.presses('Sign out');
    alice.pagesSeen();

    await alice.opens(inkwell.asksOneClick());
    await alice.reads('By signing in, you allow Inkwell');
    await alice.presses('Use a passkey');
    assert.equal((await inkwell.signedIn()).scope, 'profile balance');
    assert.deepEqual(alice.pagesSeen(), ['/sign-in']);
  });

  journey('a user without a passkey here stays on the page, and the password still works', async (on) => {
    const alice = await on.person('alice');
    await alice.getsAuthenticator();
    await alice.opens('/sign-in');
    await alice.triesInVain('Use a passkey', 'No passkey was used.');
    await alice.signsIn();
    await alice.reads('750.00');
  });

  journey('without script there is no word of passkeys but the list, and the password signs in', async (on) => {
    const alice = await on.person('alice', { javaScriptEnabled: false });
    await alice.opens('/sign-in');
    assert.equal(await alice.says('passkey'), false);
    await alice.signsIn();
    await alice.opens('/account/security');
    assert.equal(await alice.says('Add a passkey'), false);
  });
});
