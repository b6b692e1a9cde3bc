import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, connectApp, newFamily, NOW } from '#test/support/fixtures.js';
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

forEachDatabase('pushed requests', ({ open }) => {
  const pushed = { hash: 'handle', parameters: 'scope=profile', dpopJkt: 'a key', expiresAt: NOW + MINUTE };

  test('A67: are taken once, by one of 50 at once, in whichever process', async () => {
    const { store, connect } = await open();
    const other = await connect();
    const app = await addApp(store);
    await store.pushedRequests.insert({ ...pushed, appId: app.id });
    const wanted = { hash: 'handle', appId: app.id, now: NOW };
    const taken = await inParallel(50, (index) => (index % 2 === 0 ? store : other.store).pushedRequests.take(wanted));
    assert.deepEqual(
      taken.filter((one) => one !== undefined),
      [{ parameters: 'scope=profile', dpop_jkt: 'a key' }],
    );
  });

  test('A67: are nobody else’s, and end with their time', async () => {
    const { store } = await open();
    const [app, other] = [await addApp(store), await addApp(store)];
    await store.pushedRequests.insert({ ...pushed, appId: app.id });
    assert.equal(await store.pushedRequests.take({ hash: 'handle', appId: other.id, now: NOW }), null);
    assert.equal(await store.pushedRequests.take({ hash: 'handle', appId: app.id, now: NOW + MINUTE }), null);
    assert.equal(await store.pushedRequests.take({ hash: 'other', appId: app.id, now: NOW }), null);
    assert.ok(await store.pushedRequests.take({ hash: 'handle', appId: app.id, now: NOW + MINUTE - 1 }));
  });

  test('go with their time, and with their app', async () => {
    const { store, database } = await open();
    const app = await addApp(store);
    await store.pushedRequests.insert({ ...pushed, hash: 'old', appId: app.id, expiresAt: NOW });
    await store.pushedRequests.insert({ ...pushed, appId: app.id });
    const left = () => database.read.query.selectFrom('pushed_requests').select('hash').execute();
    await store.pushedRequests.deleteExpired(NOW);
    assert.deepEqual(await left(), [{ hash: 'handle' }]);
    await store.apps.delete(app.id);
    assert.deepEqual(await left(), []);
  });
});

forEachDatabase('refresh tokens that are not rotated', ({ open }) => {
  const request = {
    presentedHash: 'token 0',
    nextHash: 'token 1',
    refreshLifetime: 30 * DAY,
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
