import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openInstallation } from '#test/support/installation.js';
import { createLog } from '#server/kernel/log.js';
import { MAX_UNITS } from '#server/kernel/quota.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { onEachDatabase } from '#test/support/scenes/account.js';
import { storeOf } from '#test/support/store.js';

const PAYMENT = { provider: 'test', amount: 500 };

onEachDatabase('a payment of a cancelled order', (scene) => {
  const place = async (userId: string) => {
    const { wallet } = scene().installation.services;
    const placed = await wallet.placeOrder(userId, { ...PAYMENT, appId: null, returnTo: null });
    assert.ok(placed.outcome === 'placed');
    const orderId = placed.url.split('/').at(-1) ?? '';
    const order = await wallet.findOrder(orderId, userId);
    assert.ok(order);
    return { order, confirm: () => wallet.confirmPayment({ ...PAYMENT, orderId, currency: wallet.currency }) };
  };

  const quotaOf = async (userId: string) => (await scene().installation.services.accounts.getById(userId))?.quota;

  // A user who cancelled here and paid at the provider got nothing, and nobody was told.
  test('is credited once, however often it is reported', async () => {
    const { wallet } = scene().installation.services;
    const alice = await scene().person('alice');
    const { order, confirm } = await place(alice);
    assert.equal(await wallet.cancelOrder(order), true);
    assert.deepEqual(tally(await inParallel(8, confirm)), { true: 8 });
    await wallet.settle();
    assert.equal(await quotaOf(alice), 5_000n);
    assert.equal(await wallet.cancelOrder(order), false);
  });

  test('is credited once, if it arrives while the user cancels', async () => {
    const { wallet } = scene().installation.services;
    const bob = await scene().person('bob');
    const orders = await Promise.all(Array.from({ length: 10 }, () => place(bob)));
    await Promise.all(
      orders.map(async ({ order, confirm }) => {
        const [isCredited, , isAgain] = await Promise.all([confirm(), wallet.cancelOrder(order), confirm()]);
        assert.deepEqual([isCredited, isAgain], [true, true]);
      }),
    );
    assert.equal(await quotaOf(bob), 50_000n);
  });

  test('is in the books, if the account was deleted meanwhile', async () => {
    const { services } = scene().installation;
    const carol = await scene().person('carol');
    const { order, confirm } = await place(carol);
    assert.equal((await services.accountDeletion.delete(carol, 'user')).outcome, 'deleted');
    assert.equal((await storeOf(services).topupOrders.find(order.id))?.status, 'cancelled');
    assert.equal(await confirm(), true);
    assert.equal((await storeOf(services).users.find(Number(carol)))?.quota, 5_000);
  });
});

// It was an error in the log every 30 seconds, for ever.
test('a paid order that cannot be credited is in the log once', async (t) => {
  const log = createLog('silent');
  const errors = t.mock.method(log, 'error', () => {});
  const installation = await openInstallation({ OCTROI_TOPUP_PROVIDERS: 'test' }, log);
  t.after(() => installation.close());
  const { accounts, wallet } = installation.services;
  const userId = await installation.addUser('alice');
  const placed = await wallet.placeOrder(userId, { ...PAYMENT, appId: null, returnTo: null });
  assert.ok(placed.outcome === 'placed');
  const orderId = placed.url.split('/').at(-1) ?? '';
  const room = MAX_UNITS - ((await accounts.getById(userId))?.quota ?? 0n);
  assert.equal(await accounts.credit(userId, room, { idempotencyKey: 'all', memo: 'All' }), 'applied');
  await wallet.confirmPayment({ ...PAYMENT, orderId, currency: wallet.currency });
  for (let run = 0; run < 3; run += 1) await wallet.settle();
  assert.deepEqual(
    errors.mock.calls.map(({ arguments: told }) => told),
    [[{ order: orderId, userId }, 'a paid order would exceed the quota limit of its user']],
  );
});
