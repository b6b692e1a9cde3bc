import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setScene } from '#test/attacks/scene.js';
import { storeOf } from '#test/support/store.js';

const scene = setScene({ OCTROI_TOPUP_PROVIDERS: 'test' });

test('a form of a user whose session has ended leads to sign-in, not to an error', async () => {
  for (const [page, action, home] of [
    ['/topup', '/topup', '/topup'],
    ['/account/authorizations', '/account/authorizations/end', '/account'],
    ['/console', '/console/become-developer', '/console'],
  ] as const) {
    const alice = await scene().browser('alice');
    assert.equal((await alice.get(page)).status, 200);
    const { installation, ids } = scene();
    await storeOf(installation.services).sessions.endAll(ids.alice, null, installation.now());
    const answer = await alice.post(action, { amount: '10' });
    assert.equal(answer.status, 303);
    assert.equal(answer.location, `/sign-in?return_to=${encodeURIComponent(home)}`);
  }
});

test('a page that asks for sign-in is where the user comes back to, query included', async () => {
  const stranger = await scene().browser();
  const answer = await stranger.get('/topup?ticket=abc');
  assert.equal(answer.location, `/sign-in?return_to=${encodeURIComponent('/topup?ticket=abc')}`);
});

test('amounts are read as people write them, and what is wrong with one is said', async () => {
  const alice = await scene().browser('alice');
  await alice.get('/topup');
  const wrong = {
    '': 'Enter an amount.',
    ten: 'Enter an amount such as 20',
    '1.234': 'Enter an amount such as 20',
    '-5': 'Enter an amount such as 20',
    '00000.5': 'The minimum top-up is 1.00 USD.',
    '10000.01': 'The maximum top-up is 10000.00 USD.',
    [`1${'0'.repeat(400)}`]: 'The maximum top-up is 10000.00 USD.',
  };
  for (const [amount, sentence] of Object.entries(wrong)) {
    const page = await alice.post('/topup', { amount, provider: 'test' });
    assert.equal(page.status, 400, amount);
    assert.ok(page.html.includes(sentence), `${amount}: ${sentence}`);
  }
  for (const amount of ['1', '12,5', '0012.50', '10000']) {
    assert.match((await alice.post('/topup', { amount, provider: 'test' })).location, /\/topup\/test\/order_/, amount);
  }
});
