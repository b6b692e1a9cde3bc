import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, NOW } from '#test/support/fixtures.js';
import { deleteOld } from '#test/support/store.js';

forEachDatabase('runs of the playground', ({ open }) => {
  const run = {
    userId: '1',
    sessionHash: 'session',
    stateHash: 'state',
    content: 'sealed',
    expiresAt: NOW + MINUTE,
  };

  test('are changed by one of 50 at once, in whichever process', async () => {
    const { store, connect } = await open();
    const other = await connect();
    await store.playgroundRuns.replace({ ...run, appId: (await addApp(store)).id });
    const read = await store.playgroundRuns.findByState('state', NOW);
    assert.ok(read);
    const changed = await inParallel(50, (index) =>
      (index % 2 === 0 ? store : other.store).playgroundRuns.update(read, { content: `by ${index}`, answeredAt: NOW }),
    );
    assert.deepEqual(tally(changed), { true: 1, false: 49 });
    const after = await store.playgroundRuns.findBySession('session', NOW);
    assert.equal(after?.version, read.version + 1);
    assert.equal(after.answeredAt, NOW);
  });

  test('take the place of the developer’s earlier one, and of nobody else’s', async () => {
    const { store } = await open();
    const appId = (await addApp(store)).id;
    await store.playgroundRuns.replace({ ...run, appId });
    await store.playgroundRuns.replace({ ...run, appId, userId: '2', sessionHash: 'other', stateHash: 'another' });
    await store.playgroundRuns.replace({ ...run, appId, stateHash: 'newer' });
    assert.equal(await store.playgroundRuns.findByState('state', NOW), undefined);
    assert.ok(await store.playgroundRuns.findByState('another', NOW));
    assert.ok(await store.playgroundRuns.findByState('newer', NOW));
  });

  test('end with their time and with their app, and are deleted then', async () => {
    const { store, database } = await open();
    const app = await addApp(store);
    await store.playgroundRuns.replace({ ...run, appId: app.id });
    await store.playgroundRuns.replace({
      ...run,
      appId: app.id,
      userId: '2',
      stateHash: 'later',
      expiresAt: NOW + 2 * MINUTE,
    });
    assert.equal(await store.playgroundRuns.findByState('state', NOW + MINUTE), undefined);
    const left = () => database.read.query.selectFrom('playground_runs').select('state_hash').execute();
    await deleteOld(store, NOW + MINUTE);
    assert.deepEqual(await left(), [{ state_hash: 'later' }]);
    await store.apps.delete(app.id);
    assert.deepEqual(await left(), []);
  });
});
