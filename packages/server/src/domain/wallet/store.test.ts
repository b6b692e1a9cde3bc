import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewTopupOrder, PaidOrder } from '#server/domain/wallet/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, ALICE, NOW } from '#test/support/fixtures.js';

const order = (id: string, changes: Partial<NewTopupOrder> = {}): NewTopupOrder => ({
  id,
  userId: ALICE,
  appId: null,
  provider: 'test',
  units: 500_000,
  amount: 1_000,
  currency: 'EUR',
  returnTo: null,
  createdAt: NOW,
  ...changes,
});

const payment = (id: string, changes: Partial<PaidOrder> = {}): PaidOrder => ({
  id,
  provider: 'test',
  amount: 1_000,
  currency: 'EUR',
  now: NOW + 1,
  ...changes,
});

forEachDatabase('top-up orders', ({ open }) => {
  test('A88: of 50 notices of one payment one is the first', async () => {
    const { store } = await open();
    await store.topupOrders.insert(order('o1'));

    const results = await inParallel(50, (index) => store.topupOrders.markPaid(payment('o1', { now: NOW + index })));

    assert.deepEqual(tally(results), { true: 1, false: 49 });
    const paid = await store.topupOrders.find('o1');
    assert.equal(paid?.status, 'paid');
    assert.equal(paid.paidAt, NOW + results.indexOf(true));
  });

  test('a payment by another provider, of another amount or in another currency does not count', async () => {
    const { store } = await open();
    await store.topupOrders.insert(order('o1'));

    for (const wrong of [{ provider: 'stripe' }, { amount: 999 }, { amount: 1_001 }, { currency: 'USD' }]) {
      assert.equal(await store.topupOrders.markPaid(payment('o1', wrong)), false);
    }
    assert.equal(await store.topupOrders.markPaid(payment('o2')), false);

    assert.equal((await store.topupOrders.find('o1'))?.status, 'pending');
    assert.equal(await store.topupOrders.markPaid(payment('o1')), true);
  });

  test('a paid order cannot be cancelled, but a cancelled one can still be paid', async () => {
    const { store } = await open();
    await store.topupOrders.insert(order('paid'));
    await store.topupOrders.insert(order('cancelled'));
    await store.topupOrders.markPaid(payment('paid'));

    await store.topupOrders.cancel('paid');
    await store.topupOrders.cancel('cancelled');

    assert.equal((await store.topupOrders.find('paid'))?.status, 'paid');
    assert.equal(await store.topupOrders.markPaid(payment('cancelled')), true);
    assert.equal((await store.topupOrders.find('cancelled'))?.status, 'paid');
  });

  test('a payment and a cancellation at once end as a payment', async () => {
    const { store } = await open();
    await inParallel(20, async (index) => {
      const id = `o${index}`;
      await store.topupOrders.insert(order(id));
      const [paid] = await Promise.all([store.topupOrders.markPaid(payment(id)), store.topupOrders.cancel(id)]);
      assert.ok(paid);
      assert.equal((await store.topupOrders.find(id))?.status, 'paid');
    });
  });

  test('a paid order is listed until its credit is confirmed', async () => {
    const { store } = await open();
    for (const id of ['pending', 'credited', 'waiting']) await store.topupOrders.insert(order(id));
    await store.topupOrders.markPaid(payment('credited'));
    await store.topupOrders.markPaid(payment('waiting'));
    await store.topupOrders.markCredited('credited', NOW + 2);

    const waiting = await store.topupOrders.listUncredited(10, null);

    assert.deepEqual(
      waiting.map(({ id }) => id),
      ['waiting'],
    );
    assert.equal((await store.topupOrders.find('credited'))?.creditedAt, NOW + 2);
  });

  test('an order outlives the app that sent the user to pay', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await store.topupOrders.insert(order('o1', { appId: app.id, units: Number.MAX_SAFE_INTEGER }));

    await store.apps.delete(app.id);

    const found = await store.topupOrders.find('o1');
    assert.deepEqual([found?.appId, found?.units], [null, Number.MAX_SAFE_INTEGER]);
  });

  test('one id makes one order', async () => {
    const { store } = await open();
    await store.topupOrders.insert(order('o1'));
    await assert.rejects(store.topupOrders.insert(order('o1', { units: 1 })));
    assert.equal((await store.topupOrders.find('o1'))?.units, 500_000);
  });
});
