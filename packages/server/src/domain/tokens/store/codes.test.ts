import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, MINUTE } from '#server/kernel/clock.js';
import { insertCode } from '#server/domain/tokens/store/codes.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, addCode, ALICE, allow, CODE, newFamily, NOW, redeem } from '#test/support/fixtures.js';

forEachDatabase('authorization codes', ({ open }) => {
  test('a code founds a family that carries what the user allowed', async () => {
    const { store, database } = await open();
    const app = await addApp(store);
    const authorization = await allow(store, app, { now: NOW - DAY });
    const code = await addCode(store, authorization, {
      scope: 'profile',
      signIn: { authTime: 1_700_000_000, amr: 'pwd otp mfa' },
    });

    const familyId = await redeem(store, code, newFamily({ currentHash: 'first token' }));

    const families = await database.read.query.selectFrom('token_families').selectAll().execute();
    assert.deepEqual(families, [
      {
        id: familyId,
        authorization_id: authorization.id,
        app_id: app.id,
        user_id: ALICE,
        scope: 'profile',
        auth_time: 1_700_000_000,
        generation: 0,
        live_from_generation: 0,
        current_hash: 'first token',
        previous_hash: null,
        rotated_at: NOW,
        refresh_expires_at: NOW + 30 * DAY,
        expires_at: NOW + 365 * DAY,
        revoked_at: null,
        revoke_reason: null,
        created_at: NOW,
        resources: '[]',
        dpop_jkt: null,
        sid: null,
        amr: 'pwd otp mfa',
        epoch: 0,
      },
    ]);
    assert.equal((await store.authorizations.findLive(ALICE, app.id))?.lastUsedAt, NOW);
  });

  test('A33: a code replayed later revokes the family that came of it (RFC 6749 section 4.1.2)', async () => {
    const { store } = await open();
    const code = await addCode(store, await allow(store, await addApp(store)));
    const familyId = await redeem(store, code);
    assert.notEqual(await store.tokenFamilies.findLive(familyId), null);

    assert.deepEqual(await store.codes.redeem(code, newFamily(), NOW + 10 * MINUTE), { outcome: 'replayed' });

    const family = await store.tokenFamilies.find(familyId);
    assert.deepEqual([family?.revokedAt, family?.revokeReason], [NOW + 10 * MINUTE, 'code_replayed']);
    assert.equal(await store.tokenFamilies.findLive(familyId), null);
  });

  // An app that sent one used code again and again wrote an event each time, without end.
  test('replays of a code are told of once, however many there are at once and later', async () => {
    const { store } = await open();
    const code = await addCode(store, await allow(store, await addApp(store)));
    await redeem(store, code);
    let told = 0;
    const replay = () =>
      store.codes.redeem(code, newFamily(), NOW, () => {
        told += 1;
        return Promise.resolve();
      });

    assert.deepEqual(tally((await inParallel(20, replay)).map(({ outcome }) => outcome)), { replayed: 20 });
    await replay();

    assert.equal(told, 1);
  });

  test('A34: of 50 redemptions at once one succeeds, and its family is revoked by the others (RFC 6749 section 4.1.2)', async () => {
    const { store, database } = await open();
    const code = await addCode(store, await allow(store, await addApp(store)));

    const redemptions = await inParallel(50, () => store.codes.redeem(code, newFamily(), NOW));

    assert.deepEqual(tally(redemptions.map(({ outcome }) => outcome)), { redeemed: 1, replayed: 49 });
    const families = await database.read.query.selectFrom('token_families').selectAll().execute();
    assert.deepEqual(
      families.map((family) => family.revoke_reason),
      ['code_replayed'],
    );
  });

  test('A35: looking at a code, to see whose it is, does not spend it', async () => {
    const { store } = await open();
    const app = await addApp(store);
    const code = await addCode(store, await allow(store, app));

    const [first] = await inParallel(5, () => store.codes.find(code));
    assert.equal(first?.appId, app.id);
    assert.equal(first.redeemedAt, null);

    assert.equal((await store.codes.redeem(code, newFamily(), NOW)).outcome, 'redeemed');
  });

  test('A36: a code works until the last millisecond before its end, and not after (RFC 6749 section 4.1.2)', async () => {
    const { store } = await open();
    const authorization = await allow(store, await addApp(store));
    const inTime = await addCode(store, authorization, { expiresAt: NOW + 1 });
    const late = await addCode(store, authorization, { expiresAt: NOW });

    assert.equal((await store.codes.redeem(inTime, newFamily(), NOW)).outcome, 'redeemed');
    assert.equal((await store.codes.redeem(late, newFamily(), NOW)).outcome, 'unusable');
  });

  test('a code that nobody issued is unusable', async () => {
    const { store } = await open();
    assert.deepEqual(await store.codes.redeem('a guess', newFamily(), NOW), { outcome: 'unusable' });
  });

  test('a code of an authorization that has ended is unusable, and stays unspent', async () => {
    const { store, database } = await open();
    const authorization = await allow(store, await addApp(store));
    await store.endings.end(authorization.id, ALICE, NOW);
    // As if the page was answered just as the user revoked the authorization in another tab.
    const code = 'hash of a late code';
    const { appId, id: authorizationId, epoch, scopes } = authorization;
    const late = { appId, authorizationId, epoch, userId: ALICE, access: { scopes, resources: [] } };
    await database.write((transaction) => insertCode(transaction, { ...late, hash: code, ...CODE }));

    const outcomes = [
      await store.codes.redeem(code, newFamily(), NOW),
      await store.codes.redeem(code, newFamily(), NOW),
    ];

    assert.deepEqual(outcomes, [{ outcome: 'unusable' }, { outcome: 'unusable' }]);
    assert.equal((await store.codes.find(code))?.redeemedAt, null);
  });

  test('a redemption that fails half-way leaves the code as it was', async () => {
    const { store } = await open();
    const code = await addCode(store, await allow(store, await addApp(store)));

    await assert.rejects(store.codes.redeem(code, newFamily({ refreshExpiresAt: Number.NaN }), NOW));

    assert.equal((await store.codes.find(code))?.redeemedAt, null);
    assert.equal((await store.codes.redeem(code, newFamily(), NOW)).outcome, 'redeemed');
  });

  test('an old code is forgotten, a recent one is kept so that a replay is recognised', async () => {
    const { store } = await open();
    const authorization = await allow(store, await addApp(store));
    const old = await addCode(store, authorization, { expiresAt: NOW - DAY });
    const recent = await addCode(store, authorization, { expiresAt: NOW - DAY + 1 });

    await store.codes.deleteExpired(NOW - DAY);

    assert.equal(await store.codes.find(old), null);
    assert.notEqual(await store.codes.find(recent), null);
  });
});
