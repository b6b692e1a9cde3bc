import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '#server/kernel/log.js';
import { OAuthError } from '#server/protocol/errors.js';
import { EVERYTHING } from '#server/domain/request-log/filter.js';
import { createRequestLog, type AnsweredRequest } from '#server/domain/request-log/log.js';
import type { NewAppRequest, NewRequestCount } from '#server/domain/request-log/store.js';
import { type Store, storeOf } from '#test/support/store.js';
import { openInstallation } from '#test/support/installation.js';
import { registerApp } from '#test/support/oauth-app.js';

const FAILED = new OAuthError('invalid_grant', 'The code is unknown.');

const request = (changes: Partial<AnsweredRequest> = {}): AnsweredRequest => ({
  app: 1,
  operation: 'userinfo',
  requestId: 'r1',
  error: null,
  secretInBrowser: false,
  parameters: () => [],
  ...changes,
});

/** A log on an installation's store, whose `add` can be replaced. */
const openLog = async (add?: Store['appRequests']['add']) => {
  const installation = await openInstallation();
  const store = storeOf(installation.services);
  const added: { lines: readonly NewAppRequest[]; counts: readonly NewRequestCount[] }[] = [];
  const appRequests = {
    ...store.appRequests,
    add: async (lines: readonly NewAppRequest[], counts: readonly NewRequestCount[]) => {
      added.push({ lines, counts });
      await (add ?? store.appRequests.add)(lines, counts);
    },
  };
  const clock = { now: installation.now };
  const requestLog = createRequestLog({ store: appRequests, clock, log: createLog('silent') });
  return { installation, requestLog, added };
};

test('a thousand successes of a second are a few lines and one count', async () => {
  const { installation, requestLog, added } = await openLog();
  let described = 0;
  for (let index = 0; index < 1000; index += 1) {
    requestLog.note(request({ requestId: `r${index}`, parameters: () => ((described += 1), []) }));
  }
  await requestLog.flush();

  assert.equal(added.length, 1);
  assert.deepEqual(
    added[0]?.lines.map(({ requestId }) => requestId),
    ['r0', 'r1', 'r2'],
  );
  assert.deepEqual(
    added[0]?.counts.map(({ operation, succeeded, failed }) => [operation, succeeded, failed]),
    [['userinfo', 1000, 0]],
  );
  assert.equal(described, 3, 'nothing is read of a request that gets no line');
  await installation.close();
});

test('a failure is not lost among successes', async () => {
  const { installation, requestLog } = await openLog();
  for (let index = 0; index < 1000; index += 1) requestLog.note(request());
  requestLog.note(request({ requestId: 'the failure', error: FAILED }));
  const [line] = await requestLog.list(1, { ...EVERYTHING, outcome: 'failed' });
  assert.equal(line?.requestId, 'the failure');
  await installation.close();
});

test('endless failures in one app’s name take no room from other apps, and are counted', async () => {
  const { installation, requestLog, added } = await openLog();
  for (let index = 0; index < 100_000; index += 1) requestLog.note(request({ app: 2, error: FAILED }));
  requestLog.note(request({ app: 1, requestId: 'mine', error: FAILED }));
  assert.equal((await requestLog.list(1, EVERYTHING))[0]?.requestId, 'mine');
  assert.equal(added[0]?.lines.filter(({ appId }) => appId === 2).length, 50);
  assert.equal((await requestLog.summary(2)).failed, 100_000);
  await installation.close();
});

test('when too much waits, the oldest successes go first, and then the oldest failures', async () => {
  const { installation, requestLog, added } = await openLog();
  for (let app = 1; app <= 1000; app += 1) requestLog.note(request({ app, requestId: 'success' }));
  for (let app = 1; app <= 2500; app += 1)
    requestLog.note(request({ app, requestId: `failure ${app}`, error: FAILED }));
  await requestLog.flush();

  const ids = added[0]?.lines.map(({ requestId }) => requestId) ?? [];
  assert.equal(ids.length, 2000);
  assert.ok(!ids.includes('success'));
  assert.deepEqual([ids[0], ids.at(-1)], ['failure 501', 'failure 2500']);
  assert.equal(added[0]?.counts.length, 2500, 'each is counted, whether or not it has a line');
  await installation.close();
});

test('unregistered names leave no trace, however many there are', async () => {
  const { installation, requestLog, added } = await openLog();
  for (let index = 0; index < 20_000; index += 1) requestLog.note(request({ app: `client_${index}`, error: FAILED }));
  await requestLog.flush();
  assert.deepEqual(added, []);
  await installation.close();
});

test('a name too long for any app does not wait in memory', async () => {
  const { installation } = await openLog();
  const asked: string[][] = [];
  const store = storeOf(installation.services);
  const idsOf = async (names: readonly string[]) => (asked.push([...names]), new Map<string, number>());
  const requestLog = createRequestLog({
    store: { ...store.appRequests, idsOf },
    clock: { now: installation.now },
    log: createLog('silent'),
  });
  for (const app of ['x'.repeat(60_000), 'client_short']) requestLog.note(request({ app, error: FAILED }));
  await requestLog.flush();
  assert.deepEqual(asked, [['client_short']]);
  await installation.close();
});

test('what cannot be written is dropped, and later lines are written again', async () => {
  let broken = true;
  const { installation, requestLog, added } = await openLog(async () => {
    if (broken) throw new Error('the disk is full');
  });
  requestLog.note(request({ requestId: 'lost' }));
  await requestLog.flush();
  broken = false;
  requestLog.note(request({ requestId: 'kept' }));
  await requestLog.flush();
  assert.deepEqual(
    added.map(({ lines }) => lines.map(({ requestId }) => requestId)),
    [['lost'], ['kept']],
  );
  await installation.close();
});

test('an app keeps about the newest 500 lines', async () => {
  const { installation, requestLog } = await openLog();
  const app = await registerApp(installation, { owner: await installation.addUser('dora') });
  for (let round = 0; round < 14; round += 1) {
    for (let index = 0; index < 50; index += 1) {
      requestLog.note(request({ app: app.id, requestId: `r${round}-${index}`, error: FAILED }));
    }
    await requestLog.flush();
  }
  const store = storeOf(installation.services);
  const wanted = { failed: null, operation: null, requestId: null, before: null, limit: 1000 };
  const kept = await store.appRequests.list(app.id, wanted);
  assert.deepEqual([kept.length, kept[0]?.requestId], [500, 'r13-49']);
  await installation.close();
});
