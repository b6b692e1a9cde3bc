import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import Connection from 'better-sqlite3';
import type { Database } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addUser, ALICE, NOW } from '#test/support/fixtures.js';
import { processScript } from '#test/support/paths.js';

const insertRole = (database: Database<Schema>, userId: string) =>
  database.write(({ query }) =>
    query.insertInto('user_roles').values({ user_id: userId, role: 'developer', created_at: NOW }).execute(),
  );

forEachDatabase('writes', ({ open }) => {
  test('a failing write does not affect others', async () => {
    const { database, store } = await open();
    await store.roles.grant('user 7', 'developer', NOW);

    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => insertRole(database, `user ${i}`)));

    assert.deepEqual(tally(results.map(({ status }) => status)), { fulfilled: 49, rejected: 1 });
    assert.equal(results[7]?.status, 'rejected');
    for (let i = 0; i < 50; i += 1) assert.equal(await store.roles.find(`user ${i}`), 'developer');
  });

  test('all of a write happens or none of it', async () => {
    const { database, store } = await open();
    const mishap = new Error('changed my mind');

    const failed = database.write(async ({ query }) => {
      await query.insertInto('user_roles').values({ user_id: ALICE, role: 'developer', created_at: NOW }).execute();
      throw mishap;
    });
    const beside = insertRole(database, 'somebody else');

    await assert.rejects(failed, mishap);
    await beside;
    assert.equal(await store.roles.find(ALICE), undefined);
    assert.equal(await store.roles.find('somebody else'), 'developer');
  });

  test('a write sees what it has written itself', async () => {
    const { database } = await open();
    const rows = await database.write(async ({ query }) => {
      await query.insertInto('user_roles').values({ user_id: ALICE, role: 'developer', created_at: NOW }).execute();
      return query.selectFrom('user_roles').select('user_id').execute();
    });
    assert.deepEqual(rows, [{ user_id: ALICE }]);
  });

  test('a write is visible to nobody before its commit and to everybody after its answer', async () => {
    const { database, store, connect } = await open();
    const other = await connect();

    const seenInside = await database.write(async ({ query }) => {
      await query.insertInto('user_roles').values({ user_id: ALICE, role: 'developer', created_at: NOW }).execute();
      return [await store.roles.find(ALICE), await other.store.roles.find(ALICE)];
    });
    assert.deepEqual(seenInside, [undefined, undefined]);

    const seen = await inParallel(50, async (index) => {
      await insertRole(database, `user ${index}`);
      return (await other.store.roles.find(`user ${index}`)) ?? 'nothing';
    });
    assert.deepEqual(tally(seen), { developer: 50 });
  });

  test('1,000 writes at once are all answered', async () => {
    const { store } = await open();
    const user = await addUser(store);
    const movement = { userId: user.id, quotaDelta: 1, usedDelta: 0, memo: '', idempotencyKey: null, now: NOW };
    await inParallel(1_000, () => store.users.move(movement));
    assert.equal((await store.users.find(user.id))?.quota, 1_000);
  });

  test('what was answered survives a killed process', async () => {
    const { store, url } = await open();
    const user = await addUser(store);
    const program = processScript('credit-without-end');
    const child = fork(program, [url, String(user.id)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });

    let told = 0;
    child.on('message', () => {
      told += 1;
      if (told === 200) child.kill('SIGKILL');
    });
    await once(child, 'close');

    assert.ok(told >= 200, `only ${told} credits were answered`);
    const quota = (await store.users.find(user.id))?.quota ?? 0;
    assert.ok(quota >= told, `${told} credits were answered, ${quota} are there`);
    assert.equal((await store.users.ledger(user.id, quota + 1_000)).length, quota);
  });

  test('closing waits for the writes that were asked for', async () => {
    const { database, connect, close } = await open();
    const written = inParallel(300, (index) => insertRole(database, `user ${index}`));

    await close();
    await written;

    const { database: reopened } = await connect();
    const { count } = await reopened.read.query
      .selectFrom('user_roles')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    assert.equal(count, 300);
  });
});

describeOn('sqlite', "another process's write lock", ({ open }) => {
  test('a write waits for it without holding up the event loop or the readers, then succeeds', async () => {
    const { store, url } = await open();
    const other = new Connection(url.slice('file:'.length));
    other.exec('begin immediate');

    let settled = false;
    const write = store.roles.grant(ALICE, 'developer', NOW).finally(() => (settled = true));
    for (let turn = 0; turn < 20; turn += 1) {
      await nextTurn();
      assert.equal(await store.roles.find(ALICE), undefined);
    }
    assert.equal(settled, false);

    other.exec('commit');
    other.close();
    await write;
    assert.equal(await store.roles.find(ALICE), 'developer');
  });

  test('two processes that write all the time both get through', async () => {
    const first = await open();
    const second = await first.connect();
    const user = await addUser(first.store);
    const movement = { userId: user.id, quotaDelta: 1, usedDelta: 0, memo: '', idempotencyKey: null, now: NOW };

    await inParallel(2, async (index) => {
      const { store } = index === 0 ? first : second;
      for (let round = 0; round < 20; round += 1) await inParallel(10, () => store.users.move(movement));
    });

    assert.equal((await second.store.users.find(user.id))?.quota, 400);
  });
});
