import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '#server/database/database.js';
import { inChunks } from '#server/database/batches.js';
import { DAY } from '#server/kernel/clock.js';
import type { Schema } from '#server/wiring/schema.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, addCode, ALICE, allow, BOB, connectApp, newFamily, NOW, redeem } from '#test/support/fixtures.js';

/** As many more families as given, of the same authorization. */
const multiply = async (database: Database<Schema>, familyId: number, count: number): Promise<void> => {
  const { id: _, ...columns } = await database.read.query
    .selectFrom('token_families')
    .where('id', '=', familyId)
    .selectAll()
    .executeTakeFirstOrThrow();
  const rows = Array.from({ length: count }, () => columns);
  await database.write(async ({ query }) => {
    await inChunks(rows, (chunk) => query.insertInto('token_families').values(chunk).execute());
  });
};

forEachDatabase('ending access', ({ open }) => {
  test('ending one kills its families and its unused codes, and no others', async () => {
    const { store } = await open();
    const { app, authorization, familyId } = await connectApp(store);
    const unused = await addCode(store, authorization);
    const other = await connectApp(store);
    const otherCode = await addCode(store, other.authorization);

    assert.equal(await store.endings.end(authorization.id, ALICE, NOW + 1), true);

    assert.equal(await store.authorizations.findLive(ALICE, app.id), null);
    assert.equal(await store.tokenFamilies.findLive(familyId), null);
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

    await store.endings.revokeTokensOfUser(ALICE, 'password_changed');

    assert.equal(await store.tokenFamilies.findLive(familyId), null);
    assert.equal((await store.codes.redeem(unused, newFamily(), NOW)).outcome, 'unusable');
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
            : store.endings.revokeTokensOfUser(authorization.userId, 'password_changed');
        await Promise.all([...before, killed, ...redeemAll(codes.slice(5))]);
      });

      const founded = await database.read.query.selectFrom('token_families').select('id').execute();
      for (const { id } of founded) assert.equal(await store.tokenFamilies.findLive(id), null);
    });
  }

  test('what is issued after the tokens were revoked lives, until they are revoked again', async () => {
    const { store } = await open();
    const { authorization } = await connectApp(store);
    await store.endings.revokeTokensOfUser(ALICE, 'password_changed');
    const later = await redeem(store, await addCode(store, authorization));
    assert.notEqual(await store.tokenFamilies.findLive(later), null);
    await store.endings.revokeTokensOfUser(ALICE, 'password_changed');
    assert.equal(await store.tokenFamilies.findLive(later), null);
  });

  test('ending all of a user’s is one statement, whose count says how many were live', async () => {
    const { store } = await open();
    const [first, second] = [await connectApp(store), await connectApp(store)];
    const ended = await connectApp(store);
    await store.endings.end(ended.authorization.id, ALICE, NOW);
    const bobs = await redeem(store, await addCode(store, await allow(store, first.app, { userId: BOB })));

    assert.equal(await store.endings.endAll(ALICE, NOW), 2);

    for (const { app, familyId } of [first, second]) {
      assert.equal(await store.authorizations.findLive(ALICE, app.id), null);
      assert.equal(await store.tokenFamilies.findLive(familyId), null);
    }
    assert.notEqual(await store.tokenFamilies.findLive(bobs), null);
    assert.equal(await store.endings.endAll(ALICE, NOW), 0);
  });
});

forEachDatabase('the families of what has ended', ({ open }) => {
  test('are revoked afterwards, in batches, with the reason, and no others', async () => {
    const { store, database } = await open();
    const [ended, revoked] = [await connectApp(store), await connectApp(store)];
    await multiply(database, ended.familyId, 1_201);
    await multiply(database, revoked.familyId, 600);
    await store.tokenFamilies.revoke(ended.familyId, 'revoked_by_app', NOW);
    const bobs = await redeem(store, await addCode(store, await allow(store, ended.app, { userId: BOB })));
    await store.endings.revokeTokensOfUser(ALICE, 'password_changed');
    await store.endings.end(ended.authorization.id, ALICE, NOW + 1);
    const later = await redeem(store, await addCode(store, revoked.authorization));

    await store.endings.revokeEnded(NOW + 2);

    const rows = await database.read.query
      .selectFrom('token_families')
      .groupBy(['authorization_id', 'revoked_at', 'revoke_reason'])
      .orderBy('authorization_id')
      .orderBy('revoke_reason')
      .select((column) => ['authorization_id', 'revoked_at', 'revoke_reason', column.fn.count('id').as('count')])
      .execute();
    const found = rows.map((row) => [row.authorization_id, row.revoked_at, row.revoke_reason, Number(row.count)]);
    const [bob] = [await store.tokenFamilies.find(bobs)];
    assert.deepEqual(
      new Set(found.map((row) => row.join(' '))),
      new Set([
        `${ended.authorization.id} ${NOW + 2} authorization_ended 1201`,
        `${ended.authorization.id} ${NOW} revoked_by_app 1`,
        `${revoked.authorization.id} ${NOW + 2} password_changed 601`,
        `${revoked.authorization.id}   1`,
        `${bob?.authorizationId}   1`,
      ]),
    );
    assert.notEqual(await store.tokenFamilies.findLive(later), null);
    const left = await database.read.query.selectFrom('authorizations').where('ending', 'is not', null).select('id');
    assert.deepEqual(await left.execute(), []);
  });

  // With 300,000, one statement that changed them all took longer than any may, so no account was disabled any more.
  test('do not change as access ends, however many they are', async () => {
    const { store, database } = await open();
    const { authorization, familyId } = await connectApp(store);
    const before = await database.read.query.selectFrom('token_families').selectAll().execute();

    await store.endings.revokeTokensOfUser(ALICE, 'account_disabled');
    await store.endings.end(authorization.id, ALICE, NOW);

    assert.deepEqual(await database.read.query.selectFrom('token_families').selectAll().execute(), before);
    assert.equal(await store.tokenFamilies.findLive(familyId), null);
  });
});
