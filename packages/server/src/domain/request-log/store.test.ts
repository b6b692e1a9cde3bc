import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR } from '#server/kernel/clock.js';
import type { NewAppRequest, NewRequestCount, WantedRequests } from '#server/domain/request-log/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, NOW } from '#test/support/fixtures.js';

const line = (requestId: string, changes: Partial<NewAppRequest> = {}): NewAppRequest => ({
  appId: 1,
  requestId,
  operation: 'token',
  error: null,
  reason: null,
  parameters: '{}',
  warnings: [],
  at: NOW,
  ...changes,
});
const failed = (requestId: string, changes: Partial<NewAppRequest> = {}): NewAppRequest =>
  line(requestId, { error: 'invalid_grant', reason: 'The code is unknown.', ...changes });
const count = (changes: Partial<NewRequestCount> = {}): NewRequestCount => ({
  appId: 1,
  operation: 'token',
  hourAt: NOW,
  succeeded: 1,
  failed: 0,
  ...changes,
});
const ALL: WantedRequests = { failed: null, operation: null, requestId: null, before: null, limit: 100 };

forEachDatabase('the request log of an app', ({ open }) => {
  test('is read newest first, by outcome, operation and request id, page by page', async () => {
    const { store } = await open();
    const idsOf = async (wanted: Partial<WantedRequests>) =>
      (await store.appRequests.list(1, { ...ALL, ...wanted })).map(({ requestId }) => requestId);
    await store.appRequests.add(
      [line('r1'), failed('r2'), line('r3', { operation: 'userinfo' }), line('others', { appId: 2 })],
      [],
    );

    assert.deepEqual(await idsOf({}), ['r3', 'r2', 'r1']);
    assert.deepEqual(await idsOf({ failed: true }), ['r2']);
    assert.deepEqual(await idsOf({ failed: false }), ['r3', 'r1']);
    assert.deepEqual(await idsOf({ operation: 'userinfo' }), ['r3']);
    assert.deepEqual(await idsOf({ requestId: 'r1' }), ['r1']);
    assert.deepEqual(await idsOf({ requestId: 'others' }), []);
    const [newest] = await store.appRequests.list(1, { ...ALL, limit: 1 });
    assert.ok(newest);
    assert.deepEqual(await idsOf({ before: newest.id }), ['r2', 'r1']);
  });

  test('keeps the newest lines of an app when it is trimmed, and those of other apps', async () => {
    const { store } = await open();
    const many = Array.from({ length: 900 }, (_, index) => line(`r${index}`));
    await store.appRequests.add([...many, line('others', { appId: 2 })], []);

    await store.appRequests.trim(1, 500);

    const kept = await store.appRequests.list(1, { ...ALL, limit: 1000 });
    assert.deepEqual([kept.length, kept[0]?.requestId, kept.at(-1)?.requestId], [500, 'r899', 'r400']);
    await store.appRequests.trim(1, 500);
    assert.equal((await store.appRequests.list(1, { ...ALL, limit: 1000 })).length, 500);
    assert.equal((await store.appRequests.list(2, ALL)).length, 1);
  });

  test('adds up its counts, also when many processes count at once', async () => {
    const { store, connect } = await open();
    const others = await inParallel(4, connect);
    const both = [count({ failed: 2 }), count({ operation: 'userinfo', succeeded: 10 })];

    await Promise.all(
      others.map((other, index) => other.store.appRequests.add([], index % 2 === 0 ? both : both.toReversed())),
    );
    await store.appRequests.add([], [count({ hourAt: NOW - DAY, succeeded: 1000 })]);

    assert.deepEqual(await store.appRequests.totals(1, NOW - HOUR), { succeeded: 44, failed: 8 });
    assert.deepEqual(await store.appRequests.totals(2, 0), { succeeded: 0, failed: 0 });
  });

  test('tells which warnings its lines have', async () => {
    const { store } = await open();
    await store.appRequests.add(
      [line('r1', { warnings: ['no_state', 'no_pkce'] }), line('r2'), line('r3', { warnings: ['no_pkce'] })],
      [],
    );
    assert.deepEqual(await store.appRequests.warnings(1), new Set(['no_state', 'no_pkce']));
  });

  test('finds the apps that requests said they were from', async () => {
    const { store } = await open();
    const app = await addApp(store);
    assert.deepEqual([...(await store.appRequests.idsOf([app.clientId, 'client_nobody']))], [[app.clientId, app.id]]);
    assert.equal((await store.appRequests.idsOf([])).size, 0);
    // A client assertion's sub; it must not cost other apps their lines.
    assert.equal((await store.appRequests.idsOf(['client_\0', app.clientId])).size, 1);
  });

  test('forgets lines and counts once they are old', async () => {
    const { store } = await open();
    await store.appRequests.add(
      [line('old'), line('new', { at: NOW + 1 })],
      [count(), count({ hourAt: NOW + HOUR, succeeded: 7 })],
    );
    await store.appRequests.deleteOld(NOW);
    assert.deepEqual(
      (await store.appRequests.list(1, ALL)).map(({ requestId }) => requestId),
      ['new'],
    );
    assert.equal((await store.appRequests.totals(1, 0)).succeeded, 7);
  });
});
