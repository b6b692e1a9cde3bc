import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import type { Store } from '#test/support/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { NOW } from '#test/support/fixtures.js';

const key = (kid: string, alg = 'RS256', ordinal = 1) => ({
  kid,
  alg,
  ordinal,
  publicJwk: {},
  sealedKey: 'sealed',
  createdAt: NOW,
});

/** Every key, with the time it stops signing. */
const retirements = async (store: Store): Promise<[string, number | null][]> =>
  (await store.signingKeys.list()).map(({ kid, retiredAt }) => [kid, retiredAt]);

forEachDatabase('signing keys', ({ open }) => {
  test('20 processes that start at once agree on one key of an algorithm', async () => {
    const first = await open();
    const second = await first.connect();

    const made = await inParallel(20, (index) =>
      (index % 2 === 0 ? first : second).store.signingKeys.insert(key(`key ${index}`)),
    );

    assert.deepEqual(tally(made), { true: 1, false: 19 });
    const keys = await first.store.signingKeys.list();
    assert.deepEqual(
      keys.map(({ kid }) => kid),
      [`key ${made.indexOf(true)}`],
    );
    assert.deepEqual(await second.store.signingKeys.list(), keys);
  });

  test('another algorithm and the next key have their own place', async () => {
    const { store } = await open();
    for (const each of [key('a'), key('b', 'RS256', 2), key('c', 'ES256')]) await store.signingKeys.insert(each);

    assert.deepEqual(
      (await store.signingKeys.list()).map(({ kid }) => kid),
      ['a', 'b', 'c'],
    );
  });

  test('a kid is never given twice', async () => {
    const { store } = await open();
    await store.signingKeys.insert(key('a'));
    await assert.rejects(store.signingKeys.insert(key('a', 'ES256')));
  });

  test('a key that succeeds another retires those before it, each once, and no other algorithm', async () => {
    const { store } = await open();
    await store.signingKeys.insert(key('a'));
    await store.signingKeys.insert(key('other', 'ES256'));

    assert.equal(await store.signingKeys.succeed(key('b', 'RS256', 2), NOW + 1), true);
    assert.equal(await store.signingKeys.succeed(key('c', 'RS256', 3), NOW + 2), true);

    assert.deepEqual(await retirements(store), [
      ['a', NOW + 1],
      ['other', null],
      ['b', NOW + 2],
      ['c', null],
    ]);
  });

  test('of 20 that succeed the same key at once, one does', async () => {
    const first = await open();
    const second = await first.connect();
    await first.store.signingKeys.insert(key('a'));

    const made = await inParallel(20, (index) =>
      (index % 2 === 0 ? first : second).store.signingKeys.succeed(key(`key ${index}`, 'RS256', 2), NOW + index),
    );

    assert.deepEqual(tally(made), { true: 1, false: 19 });
    const winner = made.indexOf(true);
    assert.deepEqual(await retirements(first.store), [
      ['a', NOW + winner],
      [`key ${winner}`, null],
    ]);
  });

  test('a key that replaces others leaves none of them, or changes nothing when its place is taken', async () => {
    const { store } = await open();
    for (const each of [key('a'), key('b', 'RS256', 2), key('other', 'ES256')]) await store.signingKeys.insert(each);

    assert.equal(await store.signingKeys.replace(key('late', 'RS256', 2)), false);
    assert.equal((await store.signingKeys.list()).length, 3);
    assert.equal(await store.signingKeys.replace(key('c', 'RS256', 3)), true);

    assert.deepEqual(await retirements(store), [
      ['other', null],
      ['c', null],
    ]);
  });

  // A process that had missed two rotations inserted a key between them, which stayed beside the newest one.
  test('a place that was passed meanwhile is not free again', async () => {
    const { store } = await open();
    await store.signingKeys.insert(key('a'));
    for (const ordinal of [2, 3]) assert.ok(await store.signingKeys.replace(key(`key ${ordinal}`, 'RS256', ordinal)));
    await store.signingKeys.insert(key('other', 'ES256', 1));

    assert.equal(await store.signingKeys.replace(key('late', 'RS256', 2)), false);
    assert.equal(await store.signingKeys.succeed(key('later', 'RS256', 2), NOW), false);
    assert.equal(await store.signingKeys.insert(key('latest')), false);

    assert.deepEqual(await retirements(store), [
      ['key 3', null],
      ['other', null],
    ]);
  });

  test('a retired key is deleted when its time has come, and one that signs never', async () => {
    const { store } = await open();
    await store.signingKeys.insert(key('a'));
    await store.signingKeys.succeed(key('b', 'RS256', 2), NOW + MINUTE);

    await store.signingKeys.deleteRetired(NOW + MINUTE - 1);
    assert.equal((await store.signingKeys.list()).length, 2);
    await store.signingKeys.deleteRetired(NOW + MINUTE);
    assert.deepEqual(await retirements(store), [['b', null]]);
  });
});
