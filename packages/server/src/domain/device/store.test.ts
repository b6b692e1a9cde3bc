import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { appIdentity } from '#server/domain/apps/index.js';
import { MINUTE, SECOND } from '#server/kernel/clock.js';
import type { DeviceGrant, NewDeviceRequest } from '#server/domain/device/store.js';
import type { Consent } from '#server/domain/tokens/index.js';
import type { Store } from '#test/support/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, ALICE, newFamily, NOW } from '#test/support/fixtures.js';

const GRANT: DeviceGrant = {
  userId: ALICE,
  access: { scopes: ['profile'], resources: [] },
  signIn: { authTime: 1_700_000_000, sid: 'sid-1', amr: 'pop user mfa' },
};

/** A device request of a new app; `allow` records the user's consent. */
const begin = async (store: Store, changes: Partial<NewDeviceRequest> = {}) => {
  const app = await addApp(store);
  const request: NewDeviceRequest = {
    deviceHash: `device ${randomUUID()}`,
    userCodeHash: `user ${randomUUID()}`,
    appId: app.id,
    asked: { scopes: ['profile'], resources: [] },
    interval: 5 * SECOND,
    expiresAt: NOW + 10 * MINUTE,
    now: NOW,
    ...changes,
  };
  assert.equal(await store.deviceRequests.insert(request), true);
  const row = await store.deviceRequests.find(request.deviceHash);
  assert.ok(row);
  const consent: Consent = {
    userId: ALICE,
    appId: app.id,
    appName: app.name,
    appOwner: app.owner,
    appIdentity: appIdentity(app),
    merge: () => ({ scopes: ['profile'], declined: [], resources: [], shown: [] }),
  };
  const allow = async (now = NOW): Promise<boolean> =>
    (await store.deviceRequests.allow(row, consent, GRANT, now)) !== null;
  return { app, request, id: row.id, allow };
};

forEachDatabase('device requests', ({ open }) => {
  test('a request is found by its user code until it is answered or expires', async () => {
    const { store } = await open();
    const { request, id, allow } = await begin(store);
    assert.equal((await store.deviceRequests.findPending(request.userCodeHash, NOW))?.id, id);
    assert.equal(await store.deviceRequests.findPending(request.userCodeHash, request.expiresAt), null);
    assert.equal(await allow(), true);
    assert.equal(await store.deviceRequests.findPending(request.userCodeHash, NOW), null);
  });

  test('two requests never share a user code', async () => {
    const { store } = await open();
    const { request } = await begin(store);
    assert.equal(await store.deviceRequests.insert({ ...request, deviceHash: 'another' }), false);
    assert.equal(await store.deviceRequests.find('another'), null);
  });

  test('a redemption founds a family with what was allowed, in the authorization that was recorded', async () => {
    const { store } = await open();
    const { app, request, allow } = await begin(store);
    await allow();
    const redemption = await store.deviceRequests.redeem(request.deviceHash, newFamily(), NOW + SECOND);
    assert.ok(redemption.outcome === 'redeemed');
    const family = await store.tokenFamilies.find(redemption.familyId);
    const authorization = await store.authorizations.findLive(ALICE, app.id);
    assert.equal(family?.authorizationId, authorization?.id);
    assert.deepEqual([family?.userId, family?.given], [ALICE, GRANT.access]);
    assert.deepEqual(family?.signIn, GRANT.signIn);
    assert.equal(authorization?.lastUsedAt, NOW + SECOND);
  });

  test('of 50 redemptions at once one succeeds (RFC 8628 section 3.5)', async () => {
    const { store, database } = await open();
    const { request, allow } = await begin(store);
    await allow();
    const redemptions = await inParallel(50, () => store.deviceRequests.redeem(request.deviceHash, newFamily(), NOW));
    assert.deepEqual(tally(redemptions.map(({ outcome }) => outcome)), { redeemed: 1, unusable: 49 });
    const families = await database.read.query.selectFrom('token_families').select('id').execute();
    assert.equal(families.length, 1);
  });

  test('of answers at once one counts', async () => {
    const { store } = await open();
    const { id, allow } = await begin(store);
    const answers = await inParallel(20, (index) => (index % 2 === 0 ? allow() : store.deviceRequests.deny(id, NOW)));
    assert.deepEqual(tally(answers), { true: 1, false: 19 });
  });

  test('what is pending, denied, expired, or of an authorization that has ended cannot be redeemed', async () => {
    const { store } = await open();
    const unusable = async (hash: string, now = NOW): Promise<void> =>
      assert.deepEqual(await store.deviceRequests.redeem(hash, newFamily(), now), { outcome: 'unusable' });

    const pending = await begin(store);
    await unusable(pending.request.deviceHash);

    const denied = await begin(store);
    assert.equal(await store.deviceRequests.deny(denied.id, NOW), true);
    assert.equal(await denied.allow(), false);
    await unusable(denied.request.deviceHash);

    const expired = await begin(store);
    await expired.allow();
    await unusable(expired.request.deviceHash, expired.request.expiresAt);

    const late = await begin(store);
    assert.equal(await late.allow(late.request.expiresAt), false);

    const ended = await begin(store);
    await ended.allow();
    const authorization = await store.authorizations.findLive(ALICE, ended.app.id);
    assert.ok(authorization && (await store.endings.end(authorization.id, ALICE, NOW)));
    await unusable(ended.request.deviceHash);

    const revoked = await begin(store);
    await revoked.allow();
    await store.endings.revokeTokensOfUser(ALICE, 'password_changed');
    await unusable(revoked.request.deviceHash);
  });

  test('the end of an authorization and a redemption at once leave no live family', async () => {
    const { store, database } = await open();
    for (let round = 0; round < 10; round += 1) {
      const { app, request, allow } = await begin(store);
      await allow();
      const authorization = await store.authorizations.findLive(ALICE, app.id);
      assert.ok(authorization);
      await Promise.all([
        store.deviceRequests.redeem(request.deviceHash, newFamily(), NOW),
        store.endings.end(authorization.id, ALICE, NOW),
      ]);
    }
    const founded = await database.read.query.selectFrom('token_families').select('id').execute();
    for (const { id } of founded) assert.equal(await store.tokenFamilies.findLive(id), null);
  });

  test('polls count one by one: of many at once one is in time, and each other makes the interval longer', async () => {
    const { store, database } = await open();
    const { id } = await begin(store);
    const polls = await inParallel(10, () => store.deviceRequests.poll(id, 5 * SECOND, NOW));
    assert.deepEqual(tally(polls), { in_time: 1, too_soon: 9 });
    const [row] = await database.read.query.selectFrom('device_requests').select('interval_ms').execute();
    assert.equal(row?.interval_ms, 50 * SECOND);
    assert.equal(await store.deviceRequests.poll(id, 5 * SECOND, NOW + 50 * SECOND), 'in_time');
  });

  test('expired requests are deleted', async () => {
    const { store } = await open();
    const { request } = await begin(store);
    await store.deviceRequests.deleteExpired(request.expiresAt - 1);
    assert.ok(await store.deviceRequests.find(request.deviceHash));
    await store.deviceRequests.deleteExpired(request.expiresAt);
    assert.equal(await store.deviceRequests.find(request.deviceHash), null);
  });
});
