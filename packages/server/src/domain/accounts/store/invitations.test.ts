import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { ALICE, NOW } from '#test/support/fixtures.js';

forEachDatabase('invitations', ({ open }) => {
  test('an invitation is found until it ends', async () => {
    const { store } = await open();
    await store.invitations.insert('link', 'operator', NOW + 10, NOW);

    const found = await store.invitations.findLive('link', NOW + 9);
    assert.deepEqual([found?.role, found?.expiresAt], ['operator', NOW + 10]);
    assert.equal(await store.invitations.findLive('link', NOW + 10), undefined);
    assert.equal(await store.invitations.findLive('a guess', NOW), undefined);
  });

  test('of 50 people with one link one gets in', async () => {
    const { store } = await open();
    await store.invitations.insert('link', 'user', NOW + 10, NOW);
    const id = (await store.invitations.findLive('link', NOW))?.id ?? 0;

    assert.deepEqual(tally(await inParallel(50, () => store.invitations.consume(id, NOW))), { true: 1, false: 49 });
    assert.equal(await store.invitations.findLive('link', NOW), undefined);
  });

  test('an invitation comes back when the sign-up it was used for failed, and only then', async () => {
    const { store, database } = await open();
    await store.invitations.insert('link', 'user', NOW + 10, NOW);
    const id = (await store.invitations.findLive('link', NOW))?.id ?? 0;

    await store.invitations.consume(id, NOW);
    await store.invitations.settle(id, null);
    assert.notEqual(await store.invitations.findLive('link', NOW), undefined);

    assert.equal(await store.invitations.consume(id, NOW + 1), true);
    await store.invitations.settle(id, ALICE);
    assert.equal(await store.invitations.findLive('link', NOW), undefined);
    const [row] = await database.read.query.selectFrom('invitations').selectAll().execute();
    assert.deepEqual([row?.used_at, row?.used_by], [NOW + 1, ALICE]);
  });

  test('an invitation that has ended cannot be used by somebody who found it before', async () => {
    const { store } = await open();
    await store.invitations.insert('link', 'user', NOW + 10, NOW);
    const id = (await store.invitations.findLive('link', NOW))?.id ?? 0;
    assert.equal(await store.invitations.consume(id, NOW + 10), false);
  });

  test('an only invitation ends the earlier ones for its role, also one that is in use and comes back', async () => {
    const { store } = await open();
    await store.invitations.insert('unused', 'operator', NOW + 10, NOW);
    await store.invitations.insert('in use', 'operator', NOW + 10, NOW);
    await store.invitations.insert('of a user', 'user', NOW + 10, NOW);
    const id = (await store.invitations.findLive('in use', NOW))?.id ?? 0;
    await store.invitations.consume(id, NOW);

    await store.invitations.insertOnly('only', 'operator', NOW + 10, NOW);
    await store.invitations.settle(id, null);

    const live = await inParallel(4, async (index) => {
      const hash = ['unused', 'in use', 'of a user', 'only'][index] ?? '';
      return (await store.invitations.findLive(hash, NOW)) === undefined ? [] : [hash];
    });
    assert.deepEqual(live.flat(), ['of a user', 'only']);
  });
});
