import assert from 'node:assert/strict';
import type { ReceivedMail } from '#server/domain/mail/transports/mailbox.js';
import { journeys } from './actors/scene.js';

const linkIn = ({ text }: ReceivedMail): string => {
  const link = /^https?:\/\/\S+$/m.exec(text)?.[0];
  assert.ok(link !== undefined, text);
  return link;
};

const NEW_PASSWORD = 'a sentence nobody has said';

journeys('getting out of trouble alone', (journey) => {
  journey('a user who forgot the password on the way to an app resets it and continues', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice');

    await alice.opens(inkwell.asksOneClick());
    await alice.follows('Forgot your password?');
    await alice.fills('Username or email', 'alice@example.com');
    await alice.presses('Send reset link');
    await alice.reads('If there is an account with that username or email, we’ve sent it a reset link.');

    await alice.opens(linkIn(await on.mail('alice', /Reset your password/)));
    await alice.reads('For the account alice.');
    await alice.fills('New password', NEW_PASSWORD);
    await alice.presses('Set new password');
    await alice.reads('Your password has been reset');

    await alice.opens(inkwell.asksOneClick());
    await alice.signsInAs('alice');
    assert.equal(alice.status, 401, 'the old password is no longer good');
    await alice.signsInAs('alice', NEW_PASSWORD);
    assert.equal((await inkwell.signedIn()).scope, 'profile balance');
  });

  journey('a user notified of an app they never allowed revokes it and ends all other sessions', async (on) => {
    const thief = await on.app('Helpful Helper');
    const alice = await on.signedIn('alice');
    await on.confirmAddress('alice');
    const eve = await on.stranger();
    await eve.opens(thief.asksOneClick());
    await eve.signsInAs('alice');
    const stolen = await thief.signedIn();
    assert.equal((await thief.userinfo(stolen)).status, 200);

    assert.match((await on.mail('alice', /New sign-in/)).text, /from a browser we haven’t seen before/);
    const mail = await on.mail('alice', /Helpful Helper now has access/);
    await alice.opens(linkIn(mail));
    await alice.presses('Revoke access for Helpful Helper');
    await alice.opens('/account/security');
    await alice.fills('Current password', 'a sentence long enough');
    await alice.fills('New password', NEW_PASSWORD);
    await alice.presses('Change password');

    assert.equal((await thief.userinfo(stolen)).status, 401);
    await eve.opens('/account');
    await eve.reads('Sign in');
    await eve.signsInAs('alice');
    assert.equal(eve.status, 401, 'nor does the stolen password open anything');
    await alice.opens('/account/authorizations');
    await alice.reads('No apps have access to your account.');
  });
});
