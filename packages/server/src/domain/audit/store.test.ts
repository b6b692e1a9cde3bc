import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '#test/support/databases.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

forEachDatabase('audit events', ({ open }) => {
  // The newest twenty were read, so one app that made twenty hid what another had done.
  test('which of the asked types a user had with which app since a moment, the latest first', async () => {
    const { store } = await open();
    const record = (type: string, now: number, appId: number | null = 1, userId: string | null = ALICE) =>
      store.auditEvents.insert({ type, userId, appId, detail: { at: 'ü' }, now });
    await record('reused', NOW - 1, 3);
    await record('reused', NOW, 2);
    await record('replayed', NOW + 1);
    await record('other', NOW + 2);
    await record('reused', NOW + 3, null);
    await record('reused', NOW + 3, 4, BOB);
    await record('reused', NOW + 4, 4, null);
    for (let noise = 0; noise < 30; noise += 1) await record('reused', NOW + 5);

    const latest = await store.auditEvents.latestByApp(ALICE, ['reused', 'replayed'], NOW, 10);

    assert.deepEqual(
      latest.map(({ type, appId }) => [type, appId]),
      [
        ['reused', 1],
        ['replayed', 1],
        ['reused', 2],
      ],
    );
    assert.equal((await store.auditEvents.latestByApp(ALICE, ['reused', 'replayed'], NOW, 2)).length, 2);
  });
});
