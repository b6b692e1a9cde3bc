import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inParallel, tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

// One user placed 948 orders a second, each kept for months.
onEachDatabase('placing orders', (scene) => {
  test('of 50 at once a user places 30 in an hour, and is told when to try again', async () => {
    await scene().person('ann');
    const ann = await scene().browser('ann');
    await ann.get('/topup');

    const answers = await inParallel(50, () => ann.post('/topup', { amount: '10', provider: 'test' }));

    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 303: 30, 429: 20 });
    const refused = answers.find(({ status }) => status === 429);
    assert.ok(refused);
    assert.match(refused.html, /You placed too many orders\. Try again in \d+ minutes\./);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);

    await scene().person('ben');
    const ben = await scene().browser('ben');
    await ben.get('/topup');
    assert.equal((await ben.post('/topup', { amount: '10', provider: 'test' })).status, 303, 'others are not affected');
  });

  test('a user with 100 unpaid orders places another after cancelling one', async () => {
    const { installation } = scene();
    const { topupOrders } = storeOf(installation.services);
    const userId = await scene().person('cleo');
    const order = { userId, appId: null, provider: 'test', units: 1, amount: 100, currency: 'USD', returnTo: null };
    for (let index = 0; index < 99; index += 1) {
      await topupOrders.insert({ ...order, id: `order_${index}`, createdAt: installation.now() });
    }
    const cleo = await scene().browser('cleo');
    await cleo.get('/topup');

    const answers = await inParallel(5, () => cleo.post('/topup', { amount: '10', provider: 'test' }));

    assert.deepEqual(tally(answers.map(({ status }) => String(status))), { 303: 1, 409: 4 });
    const refused = answers.find(({ status }) => status === 409);
    assert.match(refused?.html ?? '', /You have 100 unpaid orders\. Pay or cancel one of them first\./);
    assert.equal(await topupOrders.cancel('order_0'), true);
    assert.equal((await cleo.post('/topup', { amount: '10', provider: 'test' })).status, 303);
  });
});
