import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '#server/kernel/log.js';
import { MAX_UNITS } from '#server/kernel/quota.js';
import { openInstallation, START } from '#test/support/installation.js';
import { createVisitor, unescapeHtml } from '#test/support/page-visitor.js';
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

// Whoever paid for it got an account that nobody could read.
test('a top-up beyond the quota limit is refused in words before anybody pays, and none of it is credited', async (t) => {
  const log = createLog('silent');
  const errors = t.mock.method(log, 'error', () => {});
  const installation = await openInstallation({ OCTROI_TOPUP_PROVIDERS: 'test' }, log);
  t.after(() => installation.close());
  const { accounts, wallet } = installation.services;
  const id = await installation.addUser('alice');
  const placed = await wallet.placeOrder(id, { amount: 500, provider: 'test', appId: null, returnTo: null });
  assert.ok(placed.outcome === 'placed');
  const orderId = placed.url.split('/').at(-1) ?? '';
  const room = MAX_UNITS - ((await accounts.getById(id))?.quota ?? 0n) - 10n;
  assert.equal(await accounts.credit(id, room, { idempotencyKey: 'all', memo: 'All' }), 'applied');
  const alice = createVisitor(installation);
  await alice.signIn('alice');
  await alice.get('/topup');

  const refused = await alice.post('/topup', { amount: '5', provider: 'test' });
  assert.equal(refused.status, 400);
  assert.match(unescapeHtml(refused.html), /Your account cannot hold this much more/);
  assert.equal((await alice.get(`/topup/orders/${orderId}/pay`)).location, `/topup/orders/${orderId}`);

  const { currency } = wallet;
  assert.equal(await wallet.confirmPayment({ orderId, provider: 'test', amount: 500, currency }), true);
  await wallet.settle();
  assert.equal((await accounts.getById(id))?.quota, MAX_UNITS - 10n);
  assert.match(JSON.stringify(errors.mock.calls.map((call) => call.arguments)), /quota limit/);
});
