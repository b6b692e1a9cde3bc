import assert from 'node:assert/strict';
import { USER_PASSWORD } from '../support/server.js';
import { journeys } from './actors/scene.js';

journeys('without a mouse, without script', (journey) => {
  journey('signing in, allowing an app, topping up and ending it takes a keyboard and nothing else', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice');

    await alice.opens(inkwell.asks());
    await alice.tabsTo('Username or email');
    await alice.types('alice');
    await alice.tabsTo('Password');
    await alice.types('not her password');
    await alice.goesOnWith('Enter');

    // The faults are focused, so the next key leads to the first of them.
    await alice.tabsTo('Incorrect username or password.');
    await alice.tabsTo('Password');
    await alice.types(USER_PASSWORD);
    await alice.tabsTo('Sign in');
    await alice.goesOnWith('Space');

    await alice.tabsTo('Use another account');
    await alice.tabsTo(/^See your balance/);
    await alice.strikes('Space');
    await alice.tabsTo('Allow');
    await alice.goesOnWith('Enter');
    const tokens = await inkwell.signedIn();
    assert.equal(tokens.scope, 'profile');

    await alice.opens(await inkwell.topUpLink(tokens));
    await alice.tabsTo('Top up 10 USD');
    await alice.tabsTo('Amount in USD');
    await alice.types('12.50');
    await alice.goesOnWith('Enter');
    await alice.reads('Test payment', '12.50');
    await alice.tabsTo('Pay');
    await alice.goesOnWith('Enter');
    await alice.reads('Paid', '762.50');

    await alice.opens('/account/authorizations');
    await alice.tabsTo('Revoke access for Inkwell');
    await alice.goesOnWith('Space');
    await alice.reads('Access revoked. Inkwell can no longer see your account.');
    assert.equal((await inkwell.userinfo(tokens)).status, 401);
  });

  journey('all of it works in a browser without script', async (on) => {
    const inkwell = await on.app('Inkwell');
    const alice = await on.person('alice', { javaScriptEnabled: false });

    await alice.opens('/');
    await alice.follows('Sign in');
    await alice.signsInAs('alice', 'not her password');
    await alice.reads('Incorrect username or password.');
    await alice.signsIn();
    await alice.opens(inkwell.asks());
    await alice.unticks('See your balance');
    await alice.presses('Allow');
    const tokens = await inkwell.signedIn();
    assert.equal(tokens.scope, 'profile');

    await alice.opens(await inkwell.topUpLink(tokens));
    await alice.presses('Top up 20 USD');
    const order = alice.url.replace('/topup/test/', '/topup/orders/');
    await alice.opens(order);
    assert.ok(!(await alice.says('updates automatically')), 'the page promises nothing that it cannot do');
    await alice.follows('Pay');
    await alice.presses('Pay');
    await alice.reads('Paid', '770.00');

    await alice.opens('/account/authorizations');
    await alice.presses('Revoke access for Inkwell');
    await alice.presses('Français');
    await alice.reads('Autorisations');
    await alice.presses('Se déconnecter');
    assert.equal((await inkwell.userinfo(tokens)).status, 401);
  });
});
