import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Store } from '#test/support/store.js';
import { FATE } from '#server/domain/account-data/store.js';
import { DAY } from '#server/kernel/clock.js';
import { forEachDatabase } from '#test/support/databases.js';
import { inParallel, tally } from '#test/support/parallel.js';
import { addApp, addCode, addUser, allow, newFamily, NOW, redeem } from '#test/support/fixtures.js';

const BROWSER = 'hash of a browser';

type FatedTable = keyof typeof FATE;
const isFated = (name: string): name is FatedTable => name in FATE;
/** Every table from which all rows of the user are deleted. */
const DELETED = Object.keys(FATE)
  .filter(isFated)
  .filter((table) => !FATE[table].startsWith('stays'));

/** A user with a row in every possible table. */
const busyUser = async (store: Store) => {
  const { database } = store;
  const user = await addUser(store, { quota: 10 });
  const id = String(user.id);
  const own = await addApp(store, { owner: id });
  const authorization = await allow(store, await addApp(store), { userId: id });
  const familyId = await redeem(
    store,
    await addCode(store, authorization),
    newFamily({ currentHash: `token of ${id}` }),
  );
  await store.sessions.insert({
    hash: `session of ${id}`,
    userId: id,
    browserHash: BROWSER,
    userAgent: 'agent',
    amr: 'pwd',
    replacedHash: null,
    expiresAt: NOW + DAY,
    now: NOW,
  });
  await store.sessions.noteBrowser({ userId: id, browserHash: BROWSER, now: NOW });
  await store.roles.grant(id, 'developer', NOW);
  await store.developerTokens.insert({
    userId: id,
    name: 'ci',
    hash: `developer token of ${id}`,
    hint: '',
    expiresAt: null,
    now: NOW,
  });
  await store.playgroundRuns.replace({
    appId: own.id,
    userId: id,
    sessionHash: `session of ${id}`,
    stateHash: `state of ${id}`,
    content: '{}',
    expiresAt: NOW + DAY,
  });
  await store.resources.insert({
    identifier: `https://${id}.example/`,
    name: 'api',
    scopes: [],
    ownerId: id,
    now: NOW,
  });
  const created = { user_id: id, created_at: NOW };
  await database.write(async ({ query }) => {
    await query
      .insertInto('mails')
      .values({ ...created, content: 'sealed', attempts: 0, next_attempt_at: NOW })
      .execute();
    await query
      .insertInto('notice_counts')
      .values({ id: `${id} new_browser`, user_id: id, since: NOW, count: 1 })
      .execute();
    await query
      .insertInto('withheld_notices')
      .values({ id: `${id} new_browser x`, user_id: id, notice: 'new_browser', about: 'x', count: 1, due_at: NOW })
      .execute();
    await query
      .insertInto('mail_links')
      .values({
        ...created,
        hash: `link of ${id}`,
        purpose: 'verify_email',
        email: 'a@b.example',
        expires_at: NOW + DAY,
      })
      .execute();
    await query
      .insertInto('pending_sign_ins')
      .values({
        user_id: id,
        hash: `pending of ${id}`,
        browser_hash: BROWSER,
        amr: 'pwd',
        credential_version: 0,
        attempts: 0,
        expires_at: NOW + DAY,
      })
      .execute();
    await query
      .insertInto('totp_secrets')
      .values({ ...created, sealed_secret: 'sealed', confirmed_at: NOW, last_step: 0 })
      .execute();
    await query
      .insertInto('recovery_codes')
      .values({ ...created, hash: `recovery code of ${id}` })
      .execute();
    await query
      .insertInto('passkeys')
      .values({
        ...created,
        credential_id: `passkey of ${id}`,
        public_key: 'key',
        sign_count: 0,
        transports: '[]',
        is_backed_up: 0,
        name: 'phone',
        last_used_at: null,
      })
      .execute();
    await query
      .insertInto('upstream_identities')
      .values({ ...created, issuer: 'https://issuer.example', subject: id, label: 'alice', last_used_at: null })
      .execute();
  });
  await store.auditEvents.insert({ type: 'signed_in', userId: id, appId: null, detail: { from: 'home' }, now: NOW });
  return { user, id, own, authorization, familyId };
};

const unrecorded = async (): Promise<void> => {};

forEachDatabase('deleting a user', ({ open }) => {
  test('leaves no row of theirs but the books, and everybody else’s as they were', async () => {
    const { store, database } = await open();
    const alice = await busyUser(store);
    const bob = await busyUser(store);

    assert.deepEqual(await store.userDeletion.delete(alice.user.id, NOW, unrecorded), { outcome: 'deleted' });
    await store.userDeletion.eraseRest(alice.id);

    const { query } = database.read;
    for (const table of DELETED) {
      const rows = await query.selectFrom(table).select('user_id').execute();
      assert.ok(rows.length > 0, `${table} still has bob’s`);
      assert.deepEqual(
        rows.filter(({ user_id: id }) => id === alice.id),
        [],
        table,
      );
    }
    assert.equal(await store.apps.find(alice.own.id), undefined);
    assert.notEqual(await store.apps.find(bob.own.id), undefined);
    assert.deepEqual(await store.resources.listByOwner(alice.id), []);
    assert.equal((await store.resources.listByOwner(bob.id)).length, 1);
    assert.equal((await store.users.ledger(alice.user.id, 10)).length, 1);
    assert.deepEqual(await store.users.find(bob.user.id), bob.user);
    assert.deepEqual(
      (await store.auditEvents.pageByUser(bob.id, 10, null)).map(({ detail }) => detail),
      [{ from: 'home' }],
    );
  });

  test('frees name and address, and nobody can be found, renamed, enabled or deleted any more', async () => {
    const { store } = await open();
    const user = await addUser(store, { username: 'alice', email: 'alice@example.com' });
    await store.userDeletion.delete(user.id, NOW, unrecorded);
    const tombstone = await store.users.find(user.id);

    await store.users.setStatus(user.id, 'enabled');
    await store.users.setPasswordHash(user.id, 'a hash');
    await store.users.setLocale(user.id, 'fr');
    assert.equal(await store.users.rename(user.id, 'alice'), false);
    // A link to change the address, used during the deletion, wrote it into the remaining row and kept it taken.
    assert.equal(await store.users.setEmail(user.id, 'alice@example.com', true), false);
    assert.equal(await store.users.confirmEmail(user.id, ''), false);
    assert.deepEqual(await store.users.find(user.id), tombstone);
    for (const login of ['alice', 'alice@example.com', '', `@deleted ${user.id}`]) {
      assert.deepEqual(await store.users.findByLogin(login), []);
    }
    assert.deepEqual(await store.userDeletion.delete(user.id, NOW, unrecorded), { outcome: 'gone' });
    const next = await addUser(store, { username: 'alice', email: 'alice@example.com' });
    assert.notEqual(next.id, user.id);
    // A late payment is still booked.
    await store.users.move({ userId: user.id, quotaDelta: 5, usedDelta: 0, memo: '', idempotencyKey: null, now: NOW });
    assert.equal((await store.users.find(user.id))?.quota, 5);
  });

  test('of 20 at once one deletes', async () => {
    const { store } = await open();
    const { user } = await busyUser(store);
    const outcomes = await inParallel(
      20,
      async () => (await store.userDeletion.delete(user.id, NOW, unrecorded)).outcome,
    );
    assert.deepEqual(tally(outcomes), { deleted: 1, gone: 19 });
  });

  test('of 6 operators deleted concurrently one stays', async () => {
    const { store } = await open();
    const users = await inParallel(6, () => addUser(store));
    for (const { id } of users) await store.roles.grant(String(id), 'operator', NOW);
    const outcomes = await Promise.all(
      users.map(async ({ id }) => (await store.userDeletion.delete(id, NOW, unrecorded)).outcome),
    );
    assert.deepEqual(tally(outcomes), { deleted: 5, last_operator: 1 });
    assert.equal(await store.roles.hasOperator(), true);
  });

  test('a refused one changes nothing', async () => {
    const { store } = await open();
    const alice = await busyUser(store);
    const fans = await inParallel(3, () => addUser(store));
    for (const fan of fans) await allow(store, alice.own, { userId: String(fan.id) });
    const ended = await allow(store, alice.own, { userId: 'somebody who left' });
    await store.endings.end(ended.id, 'somebody who left', NOW);

    const refused = { outcome: 'apps_in_use', apps: [{ id: alice.own.id, name: alice.own.name, users: 3 }] };
    assert.deepEqual(await store.userDeletion.obstacle(alice.id), refused);
    assert.deepEqual(await store.userDeletion.delete(alice.user.id, NOW, unrecorded), refused);
    assert.deepEqual(await store.users.find(alice.user.id), alice.user);
    assert.notEqual(await store.tokenFamilies.findLive(alice.familyId), null);
  });

  test('a rotation at the same moment either comes first and dies with the rest, or finds nothing', async () => {
    const { store } = await open();
    for (let round = 0; round < 10; round += 1) {
      const alice = await busyUser(store);
      const rotate = (nextHash: string) =>
        store.tokenFamilies.rotate({
          id: alice.familyId,
          appId: alice.authorization.appId,
          presentedHash: `token of ${alice.id}`,
          nextHash,
          refreshLifetime: DAY,
          credential: null,
          replayWindow: 0,
          now: NOW,
        });
      const [rotation, deletion] = await Promise.all([
        rotate(randomUUID()),
        store.userDeletion.delete(alice.user.id, NOW, unrecorded),
      ]);
      assert.equal(deletion.outcome, 'deleted');
      assert.ok(['rotated', 'unusable'].includes(rotation.outcome));
      assert.equal(await store.tokenFamilies.findLive(alice.familyId), null);
      await store.userDeletion.eraseRest(alice.id);
      assert.equal(await store.tokenFamilies.find(alice.familyId), null);
    }
  });

  // It was one statement for each table: with 570,000 orders it held SQLite for seconds, and on PostgreSQL it always failed.
  test('ends all access at once, and erases what is long in batches, which the sweep takes up if the process ends', async () => {
    const { store } = await open();
    const alice = await busyUser(store);
    const userId = alice.id;
    const order = { userId, appId: null, provider: 'test', units: 1, amount: 1, currency: 'EUR', createdAt: NOW };
    const event = { type: 'signed_in', userId, appId: null, detail: { from: 'home' }, now: NOW };
    await inParallel(1_100, async (index) => {
      await store.topupOrders.insert({ ...order, id: `order ${index}`, returnTo: 'https://app.example/' });
      await store.auditEvents.insert(event);
    });

    await store.userDeletion.delete(alice.user.id, NOW, unrecorded);

    assert.equal(await store.tokenFamilies.findLive(alice.familyId), null);
    assert.equal(await store.authorizations.findLive(userId, alice.authorization.appId), null);
    assert.equal((await store.topupOrders.find('order 0'))?.status, 'pending', 'the process ends here');

    await store.userDeletion.sweep(NOW, NOW);

    const orders = await store.topupOrders.listByUser(userId, 2_000, null);
    assert.equal(orders.length, 1_100);
    assert.deepEqual(
      orders.filter(({ status, returnTo }) => status !== 'cancelled' || returnTo !== null),
      [],
    );
    const events = await store.auditEvents.pageByUser(userId, 2_000, null);
    assert.equal(events.length, 1_101);
    assert.deepEqual(
      events.filter(({ detail }) => Object.keys(detail).length > 0),
      [],
    );
    assert.equal(await store.tokenFamilies.find(alice.familyId), null);
  });

  test('an authorization that slips in behind it goes with the sweep, and only of the deleted', async () => {
    const { store } = await open();
    const [alice, bob] = [await addUser(store), await addUser(store)];
    const app = await addApp(store);
    await store.userDeletion.delete(alice.id, NOW, unrecorded);
    await allow(store, app, { userId: String(alice.id) });
    await allow(store, app, { userId: String(bob.id) });

    await store.userDeletion.sweep(NOW + 1, NOW);
    assert.notEqual(await store.authorizations.findLive(String(alice.id), app.id), null, 'that was before');
    await store.userDeletion.sweep(NOW, NOW);
    assert.equal(await store.authorizations.findLive(String(alice.id), app.id), null);
    assert.notEqual(await store.authorizations.findLive(String(bob.id), app.id), null);
  });
});
