import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { NOW } from '#test/support/fixtures.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { deleteOld } from '#test/support/store.js';

forEachDatabase('identifiers of proofs', ({ open }) => {
  test('A63: each is used once, by one of 50 at once, in whichever process', async () => {
    const { store, connect } = await open();
    const other = await connect();
    const used = await inParallel(50, (index) => (index % 2 === 0 ? store : other.store).usedJtis.use('one', NOW));
    assert.deepEqual(tally(used), { true: 1, false: 49 });
    assert.equal(await store.usedJtis.use('one', NOW + MINUTE), false);
    assert.equal(await store.usedJtis.use('another', NOW), true);
  });

  test('are remembered for an hour beyond their time, should the clock go back (A97)', async () => {
    const { store } = await open();
    await store.usedJtis.use('one', NOW);
    await deleteOld(store, NOW + HOUR - 1);
    assert.equal(await store.usedJtis.use('one', NOW), false);
    await deleteOld(store, NOW + HOUR);
    assert.equal(await store.usedJtis.use('one', NOW), true);
  });

  test('are forgotten once they are old, and not before', async () => {
    const { store } = await open();
    await store.usedJtis.use('old', NOW);
    await store.usedJtis.use('new', NOW + 1);
    await store.usedJtis.deleteExpired(NOW);
    assert.equal(await store.usedJtis.use('old', NOW), true);
    assert.equal(await store.usedJtis.use('new', NOW), false);
  });
});
