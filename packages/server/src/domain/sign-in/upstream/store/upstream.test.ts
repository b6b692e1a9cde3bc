import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { isUniqueViolation } from '#server/database/database.js';
import type { Store } from '#test/support/store.js';
import { SignUpTooLateError, type UpstreamSignUp } from '#server/domain/sign-in/upstream/store/identities.js';
import { toAccount } from '#server/domain/accounts/sources/built-in/accounts.js';
import { insertUser, type NewUser } from '#server/domain/accounts/sources/built-in/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

const KEY = { hash: 'h1', awaits: 'callback', provider: 'example', browserHash: 'b1' } as const;
const FORM = { ...KEY, awaits: 'sign_up' } as const;
const IDENTITY = { issuer: 'https://issuer.example', subject: 's1', label: 'hana' };

const begin = (store: Store, key: typeof KEY | typeof FORM) =>
  store.upstreamRequests.insert(key, 'sealed', NOW + MINUTE);

const newUser = (username: string): NewUser => ({
  username,
  email: `${username}@example.com`,
  isEmailVerified: true,
  passwordHash: 'none',
  quota: 0,
  usedQuota: 0,
  memo: '',
  now: NOW,
});

const signUp = (username: string): UpstreamSignUp => ({
  request: FORM,
  identity: IDENTITY,
  insert: async (transaction) => toAccount(await insertUser(transaction, newUser(username))),
  now: NOW,
});

forEachDatabase('upstream sign-in', ({ open }) => {
  test('of 50 concurrent returns with one request one succeeds', async () => {
    const { store } = await open();
    await begin(store, KEY);
    const taken = await inParallel(50, () => store.upstreamRequests.take(KEY, NOW));
    assert.deepEqual(
      taken.filter((content) => content !== null),
      ['sealed'],
    );
  });

  test('a request is good in its browser, for its provider and its place, in its time; others do not use it up', async () => {
    const { store } = await open();
    await begin(store, KEY);
    for (const change of [{ hash: 'x' }, { browserHash: 'x' }, { provider: 'x' }, { awaits: 'sign_up' }] as const) {
      assert.equal(await store.upstreamRequests.find({ ...KEY, ...change }, NOW), null);
      assert.equal(await store.upstreamRequests.take({ ...KEY, ...change }, NOW), null);
    }
    assert.equal(await store.upstreamRequests.take(KEY, NOW + MINUTE), null);
    assert.equal(await store.upstreamRequests.find(KEY, NOW), 'sealed');
    await store.upstreamRequests.deleteExpired(NOW + MINUTE - 1);
    assert.equal(await store.upstreamRequests.find(KEY, NOW), 'sealed');
    await store.upstreamRequests.deleteExpired(NOW + MINUTE);
    assert.equal(await store.upstreamRequests.find(KEY, NOW), null);
  });

  test('an identity is one user’s, and a user has one of each issuer, however many connect at once', async () => {
    const { store } = await open();
    const users = [ALICE, BOB];
    const connected = await inParallel(20, (turn) =>
      store.upstreamIdentities.insert(users[turn % 2] ?? ALICE, IDENTITY, NOW),
    );
    assert.equal(connected.filter((done) => done).length, 1);
    const holder = (await store.upstreamIdentities.find(IDENTITY.issuer, 's1'))?.userId ?? '';
    assert.equal(await store.upstreamIdentities.insert(holder, { ...IDENTITY, subject: 's2' }, NOW), false);
    assert.equal(
      await store.upstreamIdentities.insert(holder, { ...IDENTITY, issuer: 'https://other.example' }, NOW),
      true,
    );
    assert.equal((await store.upstreamIdentities.listByUser(holder)).length, 2);
  });

  test('the last one stays where it must, also when all are removed at once', async () => {
    const { store } = await open();
    for (const issuer of ['a', 'b', 'c']) await store.upstreamIdentities.insert(ALICE, { ...IDENTITY, issuer }, NOW);
    const identities = await store.upstreamIdentities.listByUser(ALICE);
    const removed = await inParallel(3, (turn) =>
      store.upstreamIdentities.delete(identities[turn]?.id ?? 0, ALICE, { unlessLast: true }),
    );
    assert.equal(removed.filter((done) => done).length, 2);
    const [last] = await store.upstreamIdentities.listByUser(ALICE);
    assert.ok(last);
    assert.equal(await store.upstreamIdentities.delete(last.id, BOB, { unlessLast: false }), false);
    assert.equal(await store.upstreamIdentities.delete(last.id, ALICE, { unlessLast: false }), true);
  });

  test('when one was used last is known, and all of a user’s can go', async () => {
    const { store } = await open();
    await store.upstreamIdentities.insert(ALICE, IDENTITY, NOW);
    await store.upstreamIdentities.insert(BOB, { ...IDENTITY, subject: 's2' }, NOW);
    const [identity] = await store.upstreamIdentities.listByUser(ALICE);
    assert.equal(identity?.lastUsedAt, null);
    await store.upstreamIdentities.touch(identity?.id ?? 0, NOW + MINUTE);
    assert.equal((await store.upstreamIdentities.find(IDENTITY.issuer, 's1'))?.lastUsedAt, NOW + MINUTE);
    assert.equal(await store.upstreamIdentities.deleteByUser(ALICE), 1);
    assert.equal(await store.upstreamIdentities.find(IDENTITY.issuer, 's1'), undefined);
    assert.notEqual(await store.upstreamIdentities.find(IDENTITY.issuer, 's2'), undefined);
  });

  test('an account is opened once for a request, with its identity', async () => {
    const { store } = await open();
    await begin(store, FORM);
    const attempts = await inParallel(8, (turn) =>
      store.upstreamIdentities.signUp(signUp(`hana${turn}`)).catch((error: unknown) => error),
    );
    const late = attempts.filter((outcome) => outcome instanceof SignUpTooLateError);
    assert.equal(late.length, 7);
    const identity = await store.upstreamIdentities.find(IDENTITY.issuer, 's1');
    const user = await store.users.find(Number(identity?.userId));
    assert.equal(user?.isEmailVerified, true);
  });

  test('an account that cannot be opened leaves nothing: no user, no identity, and a request that is still good', async () => {
    const { store } = await open();
    await begin(store, FORM);
    await store.users.insert(newUser('taken'));
    const sameName = await store.upstreamIdentities.signUp(signUp('taken')).catch((error: unknown) => error);
    assert.ok(isUniqueViolation(sameName));
    assert.equal(await store.upstreamRequests.find(FORM, NOW), 'sealed');
    assert.equal(await store.upstreamIdentities.find(IDENTITY.issuer, 's1'), undefined);

    await store.upstreamIdentities.insert(BOB, IDENTITY, NOW);
    await assert.rejects(store.upstreamIdentities.signUp(signUp('hana')), SignUpTooLateError);
    assert.deepEqual(await store.users.findByLogin('hana'), []);
    assert.equal(await store.upstreamRequests.find(FORM, NOW), 'sealed');
  });
});
