import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, MINUTE, SECOND } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { connectApp, newFamily, NOW } from '#test/support/fixtures.js';
import { inParallel } from '#test/support/parallel.js';

forEachDatabase('refresh tokens that are not rotated', ({ open }) => {
  const request = {
    presentedHash: 'token 0',
    nextHash: 'token 1',
    refreshLifetime: 30 * DAY,
    credential: null,
    replayWindow: MINUTE,
    now: NOW + 10 * DAY,
  };

  test('live on, each time as a new generation, and never beyond their family', async () => {
    const { store } = await open();
    const { app, familyId } = await connectApp(store, newFamily({ expiresAt: NOW + 50 * DAY }));
    const prolong = (now: number) => store.tokenFamilies.prolong({ ...request, id: familyId, appId: app.id, now });
    assert.deepEqual(await prolong(NOW + 10 * DAY), { outcome: 'kept', generation: 1 });
    assert.equal((await store.tokenFamilies.find(familyId))?.refreshExpiresAt, NOW + 40 * DAY);
    assert.deepEqual(await prolong(NOW + 39 * DAY), { outcome: 'kept', generation: 2 });
    const family = await store.tokenFamilies.find(familyId);
    assert.deepEqual([family?.currentHash, family?.refreshExpiresAt], ['token 0', NOW + 50 * DAY]);
    assert.deepEqual(await prolong(NOW + 50 * DAY), { outcome: 'unusable' });
  });

  test('give each of 50 parallel requests a generation of its own', async () => {
    const { store } = await open();
    const { app, familyId } = await connectApp(store);
    const all = await inParallel(50, () => store.tokenFamilies.prolong({ ...request, id: familyId, appId: app.id }));
    const generations = all.map((each) => (each.outcome === 'kept' ? each.generation : 0));
    assert.deepEqual(
      generations.toSorted((a, b) => a - b),
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
  });

  test('are another app’s never, and are judged as rotated ones once a successor is there', async () => {
    const { store } = await open();
    const { app, familyId } = await connectApp(store);
    const mine = { ...request, id: familyId, appId: app.id };
    assert.deepEqual(await store.tokenFamilies.prolong({ ...mine, appId: app.id + 1 }), { outcome: 'unusable' });
    await store.tokenFamilies.rotate(mine);
    const soon = { ...mine, now: mine.now + SECOND };
    assert.deepEqual(await store.tokenFamilies.prolong(soon), { outcome: 'replayed', generation: 1 });
    assert.deepEqual(await store.tokenFamilies.prolong({ ...mine, now: mine.now + 2 * MINUTE }), { outcome: 'reused' });
  });
});
