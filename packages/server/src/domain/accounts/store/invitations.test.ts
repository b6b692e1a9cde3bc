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
    const { store, database } = await open();
    await store.invitations.insert('link', 'user', NOW + 10, NOW);
    const id = (await store.invitations.findLive('link', NOW))?.id ?? 0;

    assert.deepEqual(tally(await inParallel(50, (index) => store.invitations.use(id, `user ${index}`, NOW))), {
      true: 1,
      false: 49,
    });
    assert.equal(await store.invitations.findLive('link', NOW), undefined);
    const [row] = await database.read.query.selectFrom('invitations').selectAll().execute();
    assert.equal(row?.used_at, NOW);
    assert.match(row.used_by ?? '', /^user \d+$/);
  });

  test('an invitation that has ended cannot be used by somebody who found it before', async () => {
    const { store } = await open();
    await store.invitations.insert('link', 'user', NOW + 10, NOW);
    const id = (await store.invitations.findLive('link', NOW))?.id ?? 0;
    assert.equal(await store.invitations.use(id, ALICE, NOW + 10), false);
  });

  test('an only invitation ends the earlier ones for its role', async () => {
    const { store } = await open();
    await store.invitations.insert('unused', 'operator', NOW + 10, NOW);
    await store.invitations.insert('of a user', 'user', NOW + 10, NOW);

    await store.invitations.insertOnly('only', 'operator', NOW + 10, NOW);

    const live = await inParallel(3, async (index) => {
      const hash = ['unused', 'of a user', 'only'][index] ?? '';
      return (await store.invitations.findLive(hash, NOW)) === undefined ? [] : [hash];
    });
    assert.deepEqual(live.flat(), ['of a user', 'only']);
  });
});
