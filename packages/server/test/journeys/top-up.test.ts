import assert from 'node:assert/strict';
import { journeys } from './actors/scene.js';

journeys('topping up', (journey) => {
  journey('from the app to the payment and back, and the app sees the new balance', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice');
    await alice.opens(inkwell.asksOneClick());
    await alice.signsIn();
    const tokens = await inkwell.signedIn();

    await alice.opens(await inkwell.topUpLink(tokens));
    await alice.reads('Top up', 'You came from Inkwell.', '750.00');
    await alice.fills('Amount in USD', '12.50');
    await alice.presses('Continue to payment');
    await alice.reads('Test payment', '12.50');
    await alice.presses('Pay');
    await alice.reads('Paid', 'New balance', '762.50');
    await alice.follows('Back to Inkwell');
    assert.equal(alice.url, `${inkwell.origin}/`);

    const { quota, used_quota, balance_formatted } = (await inkwell.userinfo(tokens)).body;
    assert.deepEqual(
      { quota, used_quota, balance_formatted },
      { quota: 1_012_500, used_quota: 250_000, balance_formatted: '762.50' },
    );
  });

  journey('the page that waits for a payment updates by itself', async (on) => {
    const alice = await on.signedIn('alice');
    await alice.opens('/topup');
    await alice.presses('Top up 20 USD');
    const waiting = await alice.anotherTab();
    await waiting.opens(alice.url.replace('/topup/test/', '/topup/orders/'));
    await waiting.waitsToRead('This page updates automatically.');

    await alice.presses('Pay');

    await waiting.waitsToRead('New balance');
    await waiting.reads('Paid', '770.00');
  });

  journey('however often the user reloads and pays, it is credited once', async (on) => {
    const alice = await on.signedIn('alice');
    await alice.opens('/topup');
    await alice.presses('Top up 20 USD');
    const again = await alice.anotherTab();
    await again.opens(alice.url);

    await alice.presses('Pay');
    await again.presses('Pay');
    await again.reads('Paid', '770.00');
    await alice.reloads();
    await alice.reads('Paid', '770.00');

    await alice.opens('/account');
    await alice.reads('770.00');
  });

  journey('the link signs nobody in, and is of no use to another user', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.signedIn('alice');
    const link = await inkwell.topUpLink(await on.connect(alice, inkwell));

    const bob = await on.person('bob');
    await bob.opens(link);
    assert.equal(new URL(bob.url).pathname, '/sign-in');
    await bob.signsIn();
    assert.equal(bob.status, 403);
    await bob.reads('This link is for a different account', 'You are signed in as bob');

    await bob.presses('Sign out');
    await bob.signsInAs('alice');
    await bob.reads('You came from Inkwell.', '750.00');
  });

  journey('a user who cancels the payment is not charged', async (on) => {
    const alice = await on.signedIn('alice');
    await alice.opens('/topup');
    await alice.presses('Top up 20 USD');
    await alice.cancels();
    await alice.reads('Cancelled', 'You have not been charged.');
    await alice.opens('/account');
    await alice.reads('750.00');
  });
});
