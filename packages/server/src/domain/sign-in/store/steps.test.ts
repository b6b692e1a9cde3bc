import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MINUTE } from '#server/kernel/clock.js';
import { deleteOld, type Store } from '#test/support/store.js';
import type { NewPasskey } from '#server/domain/sign-in/passkeys/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { ALICE, BOB, NOW } from '#test/support/fixtures.js';

const addPasskey = (store: Store, changes: Partial<NewPasskey> = {}) =>
  store.passkeys.insert({
    userId: ALICE,
    credentialId: 'credential',
    publicKey: 'key',
    signCount: 0,
    transports: ['internal'],
    isBackedUp: false,
    name: 'Key',
    createdAt: NOW,
    ...changes,
  });

const HOLD = { hash: 'pending', browserHash: 'browser' };

const turnOn = async (store: Store, userId = ALICE, codes: readonly string[] = ['one', 'two']): Promise<void> => {
  await store.secondSteps.proposeTotp(userId, `secret of ${userId}`, NOW);
  const hashes = codes.map((code) => `${userId} ${code}`);
  const confirmed = { userId, sealedSecret: `secret of ${userId}`, step: 100, hashes, now: NOW };
  assert.equal(await store.secondSteps.confirmTotp(confirmed), true);
};

forEachDatabase('passkeys', ({ open }) => {
  test('a credential is one user’s, also when many add it at once', async () => {
    const { store } = await open();
    const added = await inParallel(20, (turn) => addPasskey(store, { userId: turn % 2 === 0 ? ALICE : BOB }));
    assert.equal(added.filter((passkey) => passkey !== undefined).length, 1);
  });

  test('of a passkey and an identity elsewhere that are deleted at once one stays, where there is no other way in', async () => {
    const { store } = await open();
    const passkey = await addPasskey(store);
    await store.upstreamIdentities.insert(
      ALICE,
      { issuer: 'https://peer.example', subject: 's1', label: 'Alice' },
      NOW,
    );
    const [identity] = await store.upstreamIdentities.listByUser(ALICE);
    assert.ok(passkey && identity);
    const deletions = await inParallel(20, async (turn) =>
      turn % 2 === 0
        ? (await store.passkeys.delete(passkey.id, ALICE, { unlessLast: true })) !== undefined
        : store.upstreamIdentities.delete(identity.id, ALICE, { unlessLast: true }),
    );
    assert.deepEqual(tally(deletions), { true: 1, false: 19 });
    const left = [...(await store.passkeys.listByUser(ALICE)), ...(await store.upstreamIdentities.listByUser(ALICE))];
    assert.equal(left.length, 1);
  });

  test('a counter goes up with each use, and of parallel uses with one count one is noted', async () => {
    const { store } = await open();
    const passkey = await addPasskey(store);
    assert.ok(passkey);
    const use = (signCount: number) =>
      store.passkeys.recordUse(passkey.id, { signCount, isBackedUp: true, now: NOW + signCount });
    assert.equal(await use(0), true, 'it does not count yet');
    assert.equal(await use(0), true);
    assert.deepEqual(tally(await inParallel(20, () => use(5))), { true: 1, false: 19 });
    assert.equal(await use(4), false);
    assert.equal(await use(0), false);
    assert.equal(await use(6), true);
    const [kept] = await store.passkeys.listByUser(ALICE);
    assert.deepEqual([kept?.signCount, kept?.isBackedUp, kept?.lastUsedAt], [6, true, NOW + 6]);
  });

  test('only its user renames and deletes a passkey', async () => {
    const { store } = await open();
    const { id = 0 } = (await addPasskey(store)) ?? {};
    assert.equal(await store.passkeys.rename(id, BOB, 'His'), false);
    assert.equal(await store.passkeys.delete(id, BOB, { unlessLast: false }), undefined);
    assert.equal(await store.passkeys.rename(id, ALICE, 'Hers'), true);
    assert.equal((await store.passkeys.delete(id, ALICE, { unlessLast: false }))?.name, 'Hers');
    assert.equal(await store.passkeys.findByCredential('credential'), undefined);
  });
});

forEachDatabase('the second step', ({ open }) => {
  test('attempts made at once count one by one', async () => {
    const { store } = await open();
    await store.pendingSignIns.insert(HOLD, { userId: ALICE, credentialVersion: 0, amr: 'pwd' }, NOW + MINUTE);
    const counted = await inParallel(20, () => store.pendingSignIns.countAttempt(HOLD, 5, NOW));
    const attempts = counted.flatMap((pending) => (pending === undefined ? [] : [pending.attempts]));
    assert.deepEqual(attempts.toSorted(), [1, 2, 3, 4, 5]);
    assert.equal(await store.pendingSignIns.findLive(HOLD, 5, NOW), undefined);
  });

  test('a pending sign-in is one browser’s, for its time, and is finished once', async () => {
    const { store } = await open();
    await store.pendingSignIns.insert(HOLD, { userId: ALICE, credentialVersion: 0, amr: '' }, NOW + MINUTE);
    assert.equal(await store.pendingSignIns.findLive({ ...HOLD, browserHash: 'another' }, 5, NOW), undefined);
    assert.equal(await store.pendingSignIns.countAttempt({ ...HOLD, browserHash: 'another' }, 5, NOW), undefined);
    assert.equal(await store.pendingSignIns.countAttempt(HOLD, 5, NOW + MINUTE), undefined);
    const { id = 0, attempts, amr } = (await store.pendingSignIns.findLive(HOLD, 5, NOW)) ?? {};
    assert.equal(attempts, 0, 'none of these counted');
    assert.equal(amr, '', 'how the first step was taken is kept');
    assert.deepEqual(tally(await inParallel(20, () => store.pendingSignIns.delete(id))), { true: 1, false: 19 });
  });

  test('a new password ends all that was begun with the old one, and nobody else’s', async () => {
    const { store } = await open();
    await store.pendingSignIns.insert(HOLD, { userId: ALICE, credentialVersion: 0, amr: 'pwd' }, NOW + MINUTE);
    await store.pendingSignIns.insert(
      { ...HOLD, hash: 'of bob' },
      { userId: BOB, credentialVersion: 0, amr: 'pwd' },
      NOW + MINUTE,
    );
    await store.pendingSignIns.deleteByUser(ALICE);
    assert.equal(await store.pendingSignIns.findLive(HOLD, 5, NOW), undefined);
    assert.equal((await store.pendingSignIns.findLive({ ...HOLD, hash: 'of bob' }, 5, NOW))?.userId, BOB);
  });

  test('a secret is taken into use once, and is not replaced while it is', async () => {
    const { store } = await open();
    await store.secondSteps.proposeTotp(ALICE, 'first', NOW);
    await store.secondSteps.proposeTotp(ALICE, 'second', NOW);
    const confirm = (sealedSecret: string, hashes = ['h1', 'h2']) =>
      store.secondSteps.confirmTotp({ userId: ALICE, sealedSecret, step: 7, hashes, now: NOW });
    assert.equal(await confirm('first'), false, 'another one was proposed since');
    const confirmed = await inParallel(20, (turn) => confirm('second', [`${turn} a`, `${turn} b`]));
    assert.deepEqual(tally(confirmed), { true: 1, false: 19 });
    assert.equal(await store.secondSteps.countCodes(ALICE), 2);
    await store.secondSteps.proposeTotp(ALICE, 'third', NOW);
    const kept = await store.secondSteps.findTotp(ALICE);
    assert.deepEqual([kept?.sealedSecret, kept?.lastStep, kept?.confirmedAt], ['second', 7, NOW]);
  });

  test('of 50 concurrent uses of one code one succeeds, and no earlier code works afterwards', async () => {
    const { store } = await open();
    await turnOn(store);
    const take = (step: number) => store.secondSteps.takeStep(ALICE, 'secret of alice', step);
    assert.equal(await take(100), false, 'the code that confirmed it');
    assert.deepEqual(tally(await inParallel(50, () => take(102))), { true: 1, false: 49 });
    assert.equal(await take(101), false);
    assert.equal(await store.secondSteps.takeStep(ALICE, 'another secret', 103), false);
    assert.equal(await take(103), true);
    await store.secondSteps.proposeTotp(BOB, 'secret of bob', NOW);
    assert.equal(await store.secondSteps.takeStep(BOB, 'secret of bob', 103), false, 'it is not in use');
  });

  test('of 50 concurrent uses of a recovery code one succeeds, and only for its user', async () => {
    const { store } = await open();
    await turnOn(store);
    assert.equal(await store.secondSteps.takeCode(BOB, 'alice one'), null);
    const taken = await inParallel(50, () => store.secondSteps.takeCode(ALICE, 'alice one'));
    assert.deepEqual(tally(taken.map(String)), { 1: 1, null: 49 });
    assert.equal(await store.secondSteps.countCodes(ALICE), 1);
  });

  test('new recovery codes take the place of the old ones, and all end with the second step', async () => {
    const { store } = await open();
    await turnOn(store);
    await turnOn(store, BOB);
    await store.secondSteps.replaceCodes({ userId: ALICE, hashes: ['n1', 'n2', 'n3'], now: NOW });
    assert.equal(await store.secondSteps.takeCode(ALICE, 'alice two'), null);
    assert.equal(await store.secondSteps.takeCode(ALICE, 'n1'), 2);
    assert.equal(await store.secondSteps.delete(ALICE), true);
    assert.equal(await store.secondSteps.delete(ALICE), false);
    assert.equal(await store.secondSteps.findTotp(ALICE), undefined);
    assert.equal(await store.secondSteps.countCodes(ALICE), 0);
    assert.equal(await store.secondSteps.countCodes(BOB), 2);
  });

  test('unfinished sign-ins are deleted', async () => {
    const { store, database } = await open();
    for (const [turn, expires_at] of [NOW, NOW + MINUTE].entries()) {
      await store.pendingSignIns.insert(
        { ...HOLD, hash: `p${turn}` },
        { userId: ALICE, credentialVersion: 0, amr: 'pwd' },
        expires_at,
      );
    }
    await deleteOld(store, NOW);
    const { query } = database.read;
    const pending = await query.selectFrom('pending_sign_ins').select('hash').execute();
    assert.deepEqual(
      pending.map(({ hash }) => hash),
      ['p1'],
    );
  });
});
