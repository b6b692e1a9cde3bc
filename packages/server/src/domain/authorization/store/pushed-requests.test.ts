import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { addApp, NOW } from '#test/support/fixtures.js';

forEachDatabase('pushed requests', ({ open }) => {
  const pushed = { hash: 'handle', parameters: 'scope=profile', dpopJkt: 'a key', expiresAt: NOW + MINUTE };

  test('are found as often as a browser opens them, as they were pushed', async () => {
    const { store } = await open();
    const app = await addApp(store);
    await store.pushedRequests.insert({ ...pushed, appId: app.id });
    for (let visits = 0; visits < 3; visits += 1) {
      const found = await store.pushedRequests.find({ hash: 'handle', appId: app.id, now: NOW });
      assert.deepEqual(found, { parameters: 'scope=profile', dpopJkt: 'a key' });
    }
  });

  test('A67: are nobody else’s, and end with their time', async () => {
    const { store } = await open();
    const [app, other] = [await addApp(store), await addApp(store)];
    await store.pushedRequests.insert({ ...pushed, appId: app.id });
    assert.equal(await store.pushedRequests.find({ hash: 'handle', appId: other.id, now: NOW }), null);
    assert.equal(await store.pushedRequests.find({ hash: 'handle', appId: app.id, now: NOW + MINUTE }), null);
    assert.equal(await store.pushedRequests.find({ hash: 'other', appId: app.id, now: NOW }), null);
    assert.ok(await store.pushedRequests.find({ hash: 'handle', appId: app.id, now: NOW + MINUTE - 1 }));
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
