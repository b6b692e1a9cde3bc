import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { addApp, NOW } from '#test/support/fixtures.js';
import { inParallel } from '#test/support/parallel.js';

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
      taken.filter((one) => one !== null),
      [{ parameters: 'scope=profile', dpopJkt: 'a key' }],
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
