import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '#test/support/databases.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

forEachDatabase('audit events', ({ open }) => {
  test("a user's events of the asked types since a moment, newest first", async () => {
    const { store } = await open();
    const record = (type: string, now: number, userId: string | null = ALICE) =>
      store.auditEvents.insert({ type, userId, appId: 1, detail: { at: 'ü' }, now });
    await record('sign_in', NOW - 1);
    await record('sign_in', NOW);
    await record('top_up', NOW + 1);
    await record('code_replayed', NOW + 2);
    await record('sign_in', NOW + 3, BOB);
    await record('sign_in', NOW + 4, null);

    const events = await store.auditEvents.listByUser(ALICE, ['sign_in', 'top_up'], NOW);

    assert.deepEqual(
      events.map(({ type, detail, createdAt }) => [type, detail, createdAt]),
      [
        ['top_up', { at: 'ü' }, NOW + 1],
        ['sign_in', { at: 'ü' }, NOW],
      ],
    );
    assert.deepEqual(await store.auditEvents.listByUser(ALICE, [], NOW), []);
  });
});
