import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forEachDatabase } from '../support/databases.js';
import { inParallel } from '../support/parallel.js';
import { NOW } from './fixtures.js';

const key = (kid: string, alg = 'RS256', ordinal = 1) => ({
  kid,
  alg,
  ordinal,
  public_jwk: '{}',
  sealed_key: 'sealed',
  created_at: NOW,
  retired_at: null,
});

forEachDatabase('signing keys', ({ open }) => {
  test('20 processes that start at once agree on one key of an algorithm', async () => {
    const first = await open();
    const second = await first.connect();

    await inParallel(20, (index) => (index % 2 === 0 ? first : second).store.signingKeys.insert(key(`key ${index}`)));

    const keys = await first.store.signingKeys.list();
    assert.equal(keys.length, 1);
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
});
