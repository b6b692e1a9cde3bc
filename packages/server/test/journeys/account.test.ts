import assert from 'node:assert/strict';
import { USER_PASSWORD } from '../support/server.js';
import type { Reply } from './actors/developer-app.js';
import { journeys } from './actors/scene.js';

const errorOf = ({ status, body }: Reply): string => `${status} ${String(body['error'])}`;

journeys('an account from its chart to its end', (journey) => {
  journey('the user sees what moved, takes another name, and leaves for good', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const tokens = await on.connect(alice, inkwell);

    await alice.opens('/account');
    await alice.reads('Balance over time', 'Over the last 30 days, your balance went from 0.00 USD to 750.00 USD.');
    await alice.follows('7 days');
    await alice.reads('Over the last 7 days, your balance went from 0.00 USD to 750.00 USD.');
    await alice.follows('All activity');
    await alice.reads('Opening balance', '+750.00 USD', 'Download as CSV');

    await alice.opens('/topup');
    await alice.fills('Amount in USD', '20');
    await alice.presses('Continue to payment');
    await alice.opens('/account/orders');
    await alice.reads('20.00 USD', 'Waiting for payment');
    await alice.follows('Continue order for 20.00 USD');
    await alice.follows('Pay');
    await alice.presses('Pay');
    await alice.opens('/account/orders');
    await alice.reads('Paid');

    await alice.opens('/account/profile');
    await alice.fills('Username', 'alicia');
    await alice.presses('Change username');
    await alice.reads('Your username is now alicia.');
    assert.equal((await inkwell.userinfo(tokens)).body['username'], 'alicia');

    await alice.opens('/account/data');
    await alice.follows('Delete account…');
    await alice.reads('You lose your balance of 770.00 USD.', 'Nobody can sign in to this account again');
    await alice.fills('Enter your username, alicia', 'alicia');
    await alice.fills('Password', 'not the password');
    await alice.presses('Permanently delete my account');
    await alice.reads('Your current password is incorrect.');
    await alice.fills('Password', USER_PASSWORD);
    await alice.presses('Permanently delete my account');
    await alice.reads('Your account has been deleted');

    assert.equal(errorOf(await inkwell.userinfo(tokens)), '401 invalid_token');
    assert.equal(errorOf(await inkwell.refresh(tokens)), '400 invalid_grant');
    await alice.opens('/sign-in');
    await alice.signsInAs('alicia');
    await alice.reads('Incorrect username or password.');
  });
});
