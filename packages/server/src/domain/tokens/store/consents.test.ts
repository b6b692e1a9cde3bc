import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, MINUTE } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { addApp, addCode, allow, connectApp, newFamily, NOW, redeem } from '#test/support/fixtures.js';
import { inParallel } from '#test/support/parallel.js';
import type { Store } from '#test/support/store.js';

const SOON = NOW + MINUTE;

const rotation = (app: { id: number }, familyId: number, now: number) => ({
  id: familyId,
  appId: app.id,
  presentedHash: 'token 0',
  nextHash: 'token 1',
  refreshLifetime: 30 * DAY,
  credential: null,
  replayWindow: MINUTE,
  now,
});

/** When the family's refresh token expires, and the family. */
const endsOf = async (store: Store, familyId: number): Promise<(number | undefined)[]> => {
  const family = await store.tokenFamilies.find(familyId);
  return [family?.refreshExpiresAt, family?.expiresAt];
};

/** Whether its refresh token is good. Its access tokens live in either case. */
const canRefresh = async (store: Store, familyId: number): Promise<boolean> => {
  const family = await store.tokenFamilies.findLive(familyId);
  assert.ok(family);
  return family.canRefresh;
};

forEachDatabase('a consent that declines offline_access', ({ open }) => {
  test('ends the refresh tokens of its authorization, and leaves their access tokens', async () => {
    const { store } = await open();
    const { app, familyId } = await connectApp(store);
    const other = await connectApp(store);
    await allow(store, app, { declined: 'offline_access', now: SOON });

    assert.equal(await canRefresh(store, familyId), false);
    assert.equal(await canRefresh(store, other.familyId), true, 'another app');
  });

  test('ends them for good, and another box ends none', async () => {
    const { store } = await open();
    const { app, authorization, familyId } = await connectApp(store);
    await allow(store, app, { scope: 'profile', declined: 'balance', now: NOW });
    assert.equal(await canRefresh(store, familyId), true);
    await allow(store, app, { declined: 'offline_access', now: SOON });
    await allow(store, app, { now: SOON });
    const later = await redeem(store, await addCode(store, authorization));
    assert.deepEqual([await canRefresh(store, familyId), await canRefresh(store, later)], [false, true]);
  });

  // One statement changed all families of the authorization, of which an app may have caused any number.
  test('changes no family', async () => {
    const { store, database } = await open();
    const { app } = await connectApp(store);
    const before = await database.read.query.selectFrom('token_families').selectAll().execute();
    await allow(store, app, { declined: 'offline_access', now: SOON });
    assert.deepEqual(await database.read.query.selectFrom('token_families').selectAll().execute(), before);
  });

  test('lets a code found a family that ends with its access token', async () => {
    const { store } = await open();
    const app = await addApp(store);
    const code = await addCode(store, await allow(store, app, { declined: 'offline_access' }));
    const familyId = await redeem(store, code, newFamily({ accessExpiresAt: NOW + HOUR }));
    assert.deepEqual(await endsOf(store, familyId), [NOW + HOUR, NOW + HOUR]);
    await store.tokenFamilies.deleteEnded(NOW + HOUR);
    assert.equal(await store.tokenFamilies.find(familyId), null);
  });

  // A refresh reads the time before it waits for the consent.
  test('gives no time to a refresh that began before it', async () => {
    const { store } = await open();
    const { app, familyId } = await connectApp(store);
    await allow(store, app, { declined: 'offline_access', now: SOON });
    await store.tokenFamilies.rotate(rotation(app, familyId, NOW));
    assert.equal(await canRefresh(store, familyId), false);
  });

  test('is not undone by a refresh or a redemption at the same moment', async () => {
    const { store, database } = await open();
    for (let round = 0; round < 10; round += 1) {
      const { app, authorization, familyId } = await connectApp(store);
      const codes = [await addCode(store, authorization), await addCode(store, authorization)];
      await Promise.all([
        store.tokenFamilies.rotate(rotation(app, familyId, NOW)),
        allow(store, app, { declined: 'offline_access', now: SOON }),
        inParallel(codes.length, (index) => store.codes.redeem(codes[index] ?? '', newFamily(), NOW)),
      ]);
    }
    const rows = await database.read.query
      .selectFrom('token_families')
      .where('refresh_expires_at', '>', NOW + 2 * HOUR)
      .select('id')
      .execute();
    for (const { id } of rows) assert.equal(await canRefresh(store, id), false);
  });
});
