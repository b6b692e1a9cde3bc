import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '#server/kernel/log.js';
import { openInstallation, START } from '#test/support/installation.js';
import { storeOf } from '#test/support/store.js';

// The first order that could not be credited blocked all later ones indefinitely.
test('an order that cannot be credited is named in the log, and the others are credited', async (t) => {
  const log = createLog('silent');
  const errors = t.mock.method(log, 'error', () => {});
  const installation = await openInstallation({}, log);
  t.after(() => installation.close());
  const { accounts, wallet } = installation.services;
  const store = storeOf(installation.services);
  const userId = await installation.addUser('alice');
  const payment = { provider: 'test', amount: 100, currency: 'EUR' };
  const order = { ...payment, userId, appId: null, units: 1_000, returnTo: null, createdAt: START };
  for (const id of ['faulty', 'good']) {
    await store.topupOrders.insert({ ...order, id });
    await store.topupOrders.markPaid({ ...payment, id, now: START });
  }
  const { credit } = accounts;
  accounts.credit = (id, units, reference) =>
    reference.idempotencyKey === 'order:faulty' ? Promise.reject(new Error('overflow')) : credit(id, units, reference);

  await wallet.settle();

  assert.deepEqual(
    (await store.topupOrders.listUncredited(10, null)).map(({ id }) => id),
    ['faulty'],
  );
  assert.equal((await accounts.getById(userId))?.quota, 1_000n);
  assert.match(JSON.stringify(errors.mock.calls.map((call) => call.arguments)), /"order":"faulty"/);
});

test('more orders than are read at once are all credited, also of a user who has deleted their account', async (t) => {
  const installation = await openInstallation();
  t.after(() => installation.close());
  const { accountDeletion, accounts, wallet } = installation.services;
  const store = storeOf(installation.services);
  const [alice, bob] = [await installation.addUser('alice'), await installation.addUser('bob')];
  const payment = { provider: 'test', amount: 100, currency: 'EUR' };
  const order = { ...payment, appId: null, units: 1_000, returnTo: null, createdAt: START };
  for (let index = 0; index < 201; index += 1) {
    const id = `order ${index}`;
    await store.topupOrders.insert({ ...order, id, userId: index === 0 ? bob : alice });
    await store.topupOrders.markPaid({ ...payment, id, now: START });
  }
  assert.equal((await accountDeletion.delete(bob, 'user')).outcome, 'deleted');
  assert.equal((await store.topupOrders.listUncredited(50, null)).length, 50);

  await wallet.settle();

  assert.deepEqual(await store.topupOrders.listUncredited(50, null), []);
  assert.equal((await accounts.getById(alice))?.quota, 200_000n);
});
