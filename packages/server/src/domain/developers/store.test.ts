import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewDeveloperToken } from '#server/domain/developers/store.js';
import type { Store } from '#test/support/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

const addToken = (store: Store, hash: string, changes: Partial<NewDeveloperToken> = {}) =>
  store.developerTokens.insert({
    userId: ALICE,
    name: 'ci',
    hash,
    hint: '…abcd',
    expiresAt: null,
    now: NOW,
    ...changes,
  });

forEachDatabase('developer tokens', ({ open }) => {
  test('a token without an end lives on, one with an end lives until then', async () => {
    const { store } = await open();
    const forever = await addToken(store, 'forever');
    const limited = await addToken(store, 'limited', { expiresAt: NOW + 10 });

    assert.deepEqual(await store.developerTokens.findLive('forever', NOW + 1e12), forever);
    assert.deepEqual(await store.developerTokens.findLive('limited', NOW + 9), limited);
    assert.equal(await store.developerTokens.findLive('limited', NOW + 10), undefined);
    assert.equal(await store.developerTokens.findLive('a guess', NOW), undefined);
  });

  // Expiry was not looked at.
  test('a transaction holds a token that it would find, and no other', async () => {
    const { store, database } = await open();
    await addToken(store, 'forever');
    await addToken(store, 'limited', { expiresAt: NOW + 10 });
    const { id } = await addToken(store, 'revoked');
    await store.developerTokens.revoke(id, ALICE, NOW);

    for (const hash of ['forever', 'limited', 'revoked', 'a guess']) {
      for (const now of [NOW + 9, NOW + 10]) {
        const found = (await store.developerTokens.findLive(hash, now)) !== undefined;
        const held = await database.write((transaction) => store.developerTokens.hold(transaction, hash, now));
        assert.equal(held, found, `${hash} at ${now}`);
      }
    }
  });

  test('a token is revoked once, by its user only', async () => {
    const { store } = await open();
    const { id } = await addToken(store, 'token');

    assert.equal(await store.developerTokens.revoke(id, BOB, NOW), false);
    assert.notEqual(await store.developerTokens.findLive('token', NOW), undefined);

    const revocations = await inParallel(20, () => store.developerTokens.revoke(id, ALICE, NOW));
    assert.equal(revocations.filter(Boolean).length, 1);
    assert.equal(await store.developerTokens.findLive('token', NOW), undefined);
  });

  test('a user sees the tokens that are not revoked, and when each was last used', async () => {
    const { store } = await open();
    const first = await addToken(store, 'first');
    const second = await addToken(store, 'second');
    await addToken(store, 'of Bob', { userId: BOB });
    await store.developerTokens.revoke(first.id, ALICE, NOW);
    await store.developerTokens.touch(second.id, NOW + 1);

    assert.deepEqual(await store.developerTokens.listByUser(ALICE), [{ ...second, lastUsedAt: NOW + 1 }]);
  });
});
