import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, MINUTE, SECOND } from '#server/kernel/clock.js';
import type { Store } from '#test/support/store.js';
import type { RotationRequest } from '#server/domain/tokens/store/families.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, ALICE, connectApp, newFamily, NOW } from '#test/support/fixtures.js';

const WINDOW = MINUTE;
const LIFETIME = 30 * DAY;

interface ConnectedApp {
  familyId: number;
  app: { id: number };
}

/** Presents `token {presented}`, whose successor is `token {next}`. */
const rotationOf = ({ familyId, app }: ConnectedApp, presented: number, next: number, now = NOW): RotationRequest => ({
  id: familyId,
  appId: app.id,
  presentedHash: `token ${presented}`,
  nextHash: `token ${next}`,
  refreshLifetime: LIFETIME,
  credential: null,
  replayWindow: WINDOW,
  now,
});

const rotate = (store: Store, connected: ConnectedApp, presented: number, next: number, now = NOW) =>
  store.tokenFamilies.rotate(rotationOf(connected, presented, next, now));

forEachDatabase('token families', ({ open }) => {
  test('each refresh spends the token and counts a generation', async () => {
    const { store } = await open();
    const connected = await connectApp(store);

    assert.deepEqual(await rotate(store, connected, 0, 1), { outcome: 'rotated', generation: 1 });
    assert.deepEqual(await rotate(store, connected, 1, 2, NOW + DAY), { outcome: 'rotated', generation: 2 });

    const family = await store.tokenFamilies.find(connected.familyId);
    assert.equal(family?.currentHash, 'token 2');
    assert.equal(family.refreshExpiresAt, NOW + DAY + LIFETIME);
  });

  test('A44: 50 refreshes at once have one successor, and all of them receive it', async () => {
    const { store } = await open();
    const connected = await connectApp(store);

    const rotations = await inParallel(50, () => rotate(store, connected, 0, 1));

    assert.deepEqual(tally(rotations.map(({ outcome }) => outcome)), { rotated: 1, replayed: 49 });
    const family = await store.tokenFamilies.find(connected.familyId);
    assert.deepEqual([family?.generation, family?.currentHash], [1, 'token 1']);
  });

  test('A44: nor do two processes at once give two successors', async () => {
    const first = await open();
    const second = await first.connect();
    const connected = await connectApp(first.store);

    const rotations = await inParallel(50, (index) =>
      rotate((index % 2 === 0 ? first : second).store, connected, 0, 1),
    );

    assert.deepEqual(tally(rotations.map(({ outcome }) => outcome)), { rotated: 1, replayed: 49 });
    assert.equal((await first.store.tokenFamilies.find(connected.familyId))?.generation, 1);
  });

  test('A46: a retry within the window receives the same successor, however often', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    await rotate(store, connected, 0, 1);

    for (const later of [SECOND, WINDOW]) {
      assert.deepEqual(await rotate(store, connected, 0, 1, NOW + later), { outcome: 'replayed', generation: 1 });
    }
    assert.deepEqual(await rotate(store, connected, 1, 2, NOW + WINDOW), { outcome: 'rotated', generation: 2 });
  });

  test('A43: a spent token that comes back after the window kills the family (RFC 9700 section 4.14.2)', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    await rotate(store, connected, 0, 1);

    const late = NOW + WINDOW + 1;
    assert.deepEqual(await rotate(store, connected, 0, 1, late), { outcome: 'reused' });

    const family = await store.tokenFamilies.find(connected.familyId);
    assert.deepEqual([family?.revokedAt, family?.revokeReason], [late, 'refresh_token_reused']);
    assert.equal(await store.tokenFamilies.findLive(connected.familyId), null);
    assert.deepEqual(await rotate(store, connected, 1, 2, late), { outcome: 'unusable' });
  });

  test('A43: a token whose successor was used kills the family at once, within the window too', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    await rotate(store, connected, 0, 1);
    await rotate(store, connected, 1, 2);

    assert.deepEqual(await rotate(store, connected, 0, 1), { outcome: 'reused' });
    assert.deepEqual(await rotate(store, connected, 2, 3), { outcome: 'unusable' });
  });

  test('A45: after a restart a spent token is still refused, and the current one works', async () => {
    const before = await open();
    const connected = await connectApp(before.store);
    await rotate(before.store, connected, 0, 1);
    await rotate(before.store, connected, 1, 2);
    const stolen = await connectApp(before.store);
    await rotate(before.store, stolen, 0, 1);
    await before.close();

    const after = await before.connect();
    assert.deepEqual(await rotate(after.store, stolen, 0, 99, NOW + DAY), { outcome: 'reused' });
    assert.deepEqual(await rotate(after.store, connected, 2, 3, NOW + DAY), { outcome: 'rotated', generation: 3 });
  });

  test("A48: another app's refresh is refused, and the family lives on (RFC 6749 section 10.4)", async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    const stranger = await addApp(store);
    await rotate(store, connected, 0, 1);

    for (const presented of [0, 1]) {
      const request = { ...rotationOf(connected, presented, 99, NOW + DAY), appId: stranger.id };
      assert.deepEqual(await store.tokenFamilies.rotate(request), { outcome: 'unusable' });
    }

    assert.deepEqual(await rotate(store, connected, 1, 2, NOW + DAY), { outcome: 'rotated', generation: 2 });
  });

  test("A50: refreshing never moves the family's end, and the last token ends with it", async () => {
    const { store } = await open();
    const connected = await connectApp(store, newFamily({ expiresAt: NOW + 40 * DAY }));

    await rotate(store, connected, 0, 1, NOW + 20 * DAY);
    const family = await store.tokenFamilies.find(connected.familyId);
    assert.equal(family?.expiresAt, NOW + 40 * DAY);
    assert.equal(family.refreshExpiresAt, NOW + 40 * DAY);

    await rotate(store, connected, 1, 2, NOW + 40 * DAY - 1);
    assert.deepEqual(await rotate(store, connected, 2, 3, NOW + 40 * DAY), { outcome: 'unusable' });
    const end = await store.tokenFamilies.find(connected.familyId);
    assert.deepEqual([end?.expiresAt, end?.refreshExpiresAt], [NOW + 40 * DAY, NOW + 40 * DAY]);
  });

  test('A50: a retry within the window gives nothing after the end of the family', async () => {
    const { store } = await open();
    const connected = await connectApp(store, newFamily({ expiresAt: NOW + DAY, refreshExpiresAt: NOW + DAY }));
    await rotate(store, connected, 0, 1, NOW + DAY - 1);

    assert.deepEqual(await rotate(store, connected, 0, 1, NOW + DAY), { outcome: 'unusable' });
  });

  test('a refresh token left alone for its lifetime is unusable', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    assert.deepEqual(await rotate(store, connected, 0, 1, NOW + 30 * DAY), { outcome: 'unusable' });
  });

  test('revoking ends the refresh token and every access token; the first reason stays', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    await rotate(store, connected, 0, 1);

    await store.tokenFamilies.revoke(connected.familyId, 'revoked_by_app', NOW + 1);
    await store.tokenFamilies.revoke(connected.familyId, 'too late', NOW + 2);

    const family = await store.tokenFamilies.find(connected.familyId);
    assert.deepEqual([family?.revokedAt, family?.revokeReason], [NOW + 1, 'revoked_by_app']);
    assert.equal(await store.tokenFamilies.findLive(connected.familyId), null);
    for (const presented of [0, 1]) {
      assert.deepEqual(await rotate(store, connected, presented, 99), { outcome: 'unusable' });
    }
  });

  test('revoking access tokens leaves the refresh token and whatever it gives next', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    await rotate(store, connected, 0, 1);

    await store.tokenFamilies.revokeAccessTokens(connected.familyId, 1);
    // A request that was under way with an older token must not bring the newer one back.
    await store.tokenFamilies.revokeAccessTokens(connected.familyId, 0);

    assert.equal((await store.tokenFamilies.findLive(connected.familyId))?.liveFromGeneration, 2);
    assert.deepEqual(await rotate(store, connected, 1, 2), { outcome: 'rotated', generation: 2 });
  });

  test('a replay after that is of a generation that is live, once', async () => {
    const { store } = await open();
    const connected = await connectApp(store);
    await rotate(store, connected, 0, 1);
    await store.tokenFamilies.revokeAccessTokens(connected.familyId, 1);

    const replays = await inParallel(5, () => rotate(store, connected, 0, 1));
    assert.deepEqual(
      new Set(replays.map((replay) => JSON.stringify(replay))),
      new Set(['{"outcome":"replayed","generation":2}']),
    );
    assert.deepEqual(await rotate(store, connected, 1, 2), { outcome: 'rotated', generation: 3 });
  });

  test('an access token is checked against what the authorization grants now', async () => {
    const { store } = await open();
    const { app, authorization, familyId } = await connectApp(store);

    assert.deepEqual(await store.tokenFamilies.findLive(familyId), {
      userId: ALICE,
      clientId: app.clientId,
      appId: app.id,
      isFapi: false,
      authorizationId: authorization.id,
      given: { scopes: ['profile', 'balance'], resources: [] },
      allowed: { scopes: ['profile', 'balance'], resources: [] },
      lastUsedAt: NOW,
      liveFromGeneration: 0,
      dpopJkt: null,
      signIn: { authTime: NOW / 1000, sid: null, amr: 'pwd' },
      canRefresh: true,
    });

    await store.endings.end(authorization.id, ALICE, NOW);
    assert.equal(await store.tokenFamilies.findLive(familyId), null);
  });

  test('families that ended before a moment are forgotten, the others stay', async () => {
    const { store } = await open();
    const revoked = await connectApp(store);
    const expired = await connectApp(store, newFamily({ refreshExpiresAt: NOW + DAY }));
    const live = await connectApp(store);
    await store.tokenFamilies.revoke(revoked.familyId, 'revoked_by_app', NOW);

    await store.tokenFamilies.deleteEnded(NOW + DAY);

    assert.equal(await store.tokenFamilies.find(revoked.familyId), null);
    assert.equal(await store.tokenFamilies.find(expired.familyId), null);
    assert.notEqual(await store.tokenFamilies.find(live.familyId), null);
    assert.deepEqual(await rotate(store, revoked, 0, 1), { outcome: 'unusable' });
  });
});
