import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, addCode, ALICE, allow, BOB, connectApp, newFamily, NOW, redeem } from '#test/support/fixtures.js';

forEachDatabase('ending access', ({ open }) => {
  test('ending one kills its families and its unused codes, and no others', async () => {
    const { store } = await open();
    const { app, authorization, familyId } = await connectApp(store);
    const unused = await addCode(store, authorization);
    const other = await connectApp(store);
    const otherCode = await addCode(store, other.authorization);

    assert.equal(await store.endings.end(authorization.id, ALICE, NOW + 1), true);

    assert.equal(await store.authorizations.findLive(ALICE, app.id), null);
    const family = await store.tokenFamilies.find(familyId);
    assert.deepEqual([family?.revokedAt, family?.revokeReason], [NOW + 1, 'authorization_ended']);
    assert.equal((await store.codes.redeem(unused, newFamily(), NOW)).outcome, 'unusable');
    assert.notEqual(await store.tokenFamilies.findLive(other.familyId), null);
    assert.equal((await store.codes.redeem(otherCode, newFamily(), NOW)).outcome, 'redeemed');
  });

  test('it ends once, and only for its user', async () => {
    const { store } = await open();
    const { authorization, familyId } = await connectApp(store);

    assert.equal(await store.endings.end(authorization.id, BOB, NOW), false);
    assert.notEqual(await store.tokenFamilies.findLive(familyId), null);

    const ends = await inParallel(20, () => store.endings.end(authorization.id, ALICE, NOW));
    assert.equal(ends.filter(Boolean).length, 1);
  });

  test('after an end, allowing the app again begins a new authorization and revives nothing', async () => {
    const { store } = await open();
    const { app, authorization, familyId } = await connectApp(store);
    await store.endings.end(authorization.id, ALICE, NOW);

    const renewed = await allow(store, app);

    assert.notEqual(renewed.id, authorization.id);
    assert.equal(await store.tokenFamilies.findLive(familyId), null);
  });

  test("revoking a user's tokens keeps the authorizations", async () => {
    const { store } = await open();
    const { app, authorization, familyId } = await connectApp(store);
    const unused = await addCode(store, authorization);
    const bobs = await redeem(store, await addCode(store, await allow(store, app, { userId: BOB })));

    await store.endings.revokeTokensOfUser(ALICE, 'password_changed', NOW + 1);

    const family = await store.tokenFamilies.find(familyId);
    assert.deepEqual([family?.revokedAt, family?.revokeReason], [NOW + 1, 'password_changed']);
    assert.equal(await store.codes.find(unused), null);
    assert.notEqual(await store.authorizations.findLive(ALICE, app.id), null);
    assert.notEqual(await store.tokenFamilies.findLive(bobs), null);
  });

  for (const kill of ['end', 'revokeTokensOfUser'] as const) {
    test(`no redemption slips through ${kill}: what it founds at the same moment dies too`, async () => {
      const { store, database } = await open();
      await inParallel(8, async (user) => {
        const authorization = await allow(store, await addApp(store), { userId: `user ${user}` });
        const codes = await inParallel(10, () => addCode(store, authorization, { expiresAt: NOW + DAY }));
        const redeemAll = (some: string[]) => some.map((code) => store.codes.redeem(code, newFamily(), NOW));
        const before = redeemAll(codes.slice(0, 5));
        const killed =
          kill === 'end'
            ? store.endings.end(authorization.id, authorization.userId, NOW)
            : store.endings.revokeTokensOfUser(authorization.userId, 'password_changed', NOW);
        await Promise.all([...before, killed, ...redeemAll(codes.slice(5))]);
      });

      const living = await database.read.query
        .selectFrom('token_families')
        .where('revoked_at', 'is', null)
        .selectAll()
        .execute();
      assert.deepEqual(living, []);
    });
  }
});
