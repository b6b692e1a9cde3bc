import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { DAY } from '#server/kernel/clock.js';
import type { Store } from '#test/support/store.js';
import type { OrderPlace } from '#server/domain/wallet/store.js';
import { forEachDatabase } from '#test/support/databases.js';
import { addApp, addUser, ALICE, allow, connectApp, NOW } from '#test/support/fixtures.js';

const MAX = Number.MAX_SAFE_INTEGER;

const move = (store: Store, userId: number, quotaDelta: number, usedDelta: number, now: number) =>
  store.users.move({ userId, quotaDelta, usedDelta, memo: '', idempotencyKey: null, now });

forEachDatabase('what an account’s pages read', ({ open }) => {
  test('the history of a balance sums each day in UTC, and counts for the last what is later', async () => {
    const { store } = await open();
    const user = await addUser(store);
    const today = Math.floor(NOW / DAY);
    const midnight = today * DAY;
    await move(store, user.id, 100, 0, midnight - 1);
    await move(store, user.id, 20, 5, midnight);
    await move(store, user.id, 0, 7, midnight + DAY - 1);
    await move(store, user.id, 1, 0, midnight + DAY);
    await move(store, user.id, 2, 0, midnight + 9 * DAY);

    assert.deepEqual(await store.users.balanceHistory(user.id, today, today + 2), {
      balance: '111',
      changes: [
        { day: today, units: '8' },
        { day: today + 1, units: '1' },
        { day: today + 2, units: '2' },
      ],
    });
    assert.deepEqual(await store.users.balanceHistory(user.id, today, today), {
      balance: '111',
      changes: [{ day: today, units: '11' }],
    });
    assert.deepEqual(await store.users.balanceHistory(user.id, today + 10, today + 20), {
      balance: '111',
      changes: [],
    });
  });

  test('it is empty for somebody new, nothing for nobody, and exact beyond what a number holds', async () => {
    const { store } = await open();
    const today = Math.floor(NOW / DAY);
    const [fresh, rich] = [await addUser(store), await addUser(store)];
    assert.deepEqual(await store.users.balanceHistory(fresh.id, today - 29, today), { balance: '0', changes: [] });
    assert.equal(await store.users.balanceHistory(404, today - 29, today), null);
    await move(store, rich.id, MAX, -MAX, NOW);
    assert.deepEqual(await store.users.balanceHistory(rich.id, today, today), {
      balance: String(2n * BigInt(MAX)),
      changes: [{ day: today, units: String(2n * BigInt(MAX)) }],
    });
  });

  test('of 100,000 entries it brings no more rows than there are days, from an index alone', async () => {
    const { store, database } = await open();
    const user = await addUser(store);
    const isPostgres = database.dialect === 'postgres';
    const numbers = isPostgres
      ? sql`select n from generate_series(1, 100000) as n`
      : sql`with recursive counter(n) as (select 1 union all select n + 1 from counter where n < 100000) select n from counter`;
    await database.write(async ({ query }) => {
      await sql`insert into ledger_entries (user_id, quota_delta, used_delta, memo, created_at)
        select cast(${user.id} as bigint), 1, 0, '', cast(${NOW} as bigint) - cast(n as bigint) * 1000000
        from (${numbers}) as numbers`.execute(query);
      await query.updateTable('users').set({ quota: 100_000 }).where('id', '=', user.id).execute();
    });
    const today = Math.floor(NOW / DAY);

    const history = await store.users.balanceHistory(user.id, today - 29, today);

    assert.equal(history?.balance, '100000');
    assert.equal(history.changes.length, 30);
    // One entry every thousand seconds.
    assert.equal(
      history.changes.reduce((sum, { units }) => sum + Number(units), 0),
      Math.floor((NOW - (today - 29) * DAY) / 1_000_000),
    );
    if (isPostgres) await sql`vacuum analyze ledger_entries`.execute(database.read.query);
    const explain = isPostgres ? sql`explain ` : sql`explain query plan `;
    const plan = await sql`${explain} select sum(quota_delta - used_delta) from ledger_entries
      where user_id = ${user.id} and created_at >= ${NOW - DAY} and created_at < ${NOW}`.execute(database.read.query);
    assert.match(JSON.stringify(plan.rows), /(?:COVERING INDEX|Index Only Scan using) ledger_entries_days/);
  });

  test('the ledger goes on before any of its entries', async () => {
    const { store } = await open();
    const [user, other] = [await addUser(store), await addUser(store)];
    for (let index = 0; index < 5; index += 1) {
      await move(store, user.id, index + 1, 0, NOW);
      await move(store, other.id, 99, 0, NOW);
    }
    const first = await store.users.ledger(user.id, 2);
    const second = await store.users.ledger(user.id, 2, first.at(-1)?.id);
    const third = await store.users.ledger(user.id, 2, second.at(-1)?.id);
    assert.deepEqual(
      [...first, ...second, ...third].map(({ quotaDelta }) => quotaDelta),
      [5, 4, 3, 2, 1],
    );
  });

  test('orders go on after any of them, also where several were placed in one moment', async () => {
    const { store } = await open();
    const place = (id: string, createdAt: number, userId = ALICE) =>
      store.topupOrders.insert({
        id,
        userId,
        appId: null,
        provider: 'test',
        units: 1,
        amount: 1,
        currency: 'EUR',
        returnTo: null,
        createdAt,
      });
    for (const [id, at] of [
      ['a', 1],
      ['c', 1],
      ['b', 1],
      ['d', 0],
      ['e', 2],
    ] as const) {
      await place(id, NOW + at);
    }
    await place('of somebody else', NOW, 'bob');

    const seen: string[] = [];
    let after: OrderPlace | null = null;
    for (;;) {
      const page = await store.topupOrders.listByUser(ALICE, 2, after);
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1) ?? null;
      if (page.length < 2) break;
    }
    assert.deepEqual(seen, ['e', 'c', 'b', 'a', 'd']);
  });

  test('an app is connected while it has a refresh token that counts', async () => {
    const { store } = await open();
    const isConnected = async (now = NOW) =>
      (await store.authorizations.listLiveByUser(ALICE, 10, null, now)).map(({ isConnected: connected }) => connected);
    await allow(store, await addApp(store));
    assert.deepEqual(await isConnected(), [false]);
    const { familyId } = await connectApp(store);
    assert.deepEqual((await isConnected()).toSorted(), [false, true]);
    assert.deepEqual(await isConnected(NOW + 31 * DAY), [false, false]);
    await store.tokenFamilies.revoke(familyId, 'revoked_by_app', NOW);
    assert.deepEqual(await isConnected(), [false, false]);
    await connectApp(store);
    assert.deepEqual((await isConnected()).toSorted(), [false, false, true]);
    await store.endings.revokeTokensOfUser(ALICE, 'password_changed');
    assert.deepEqual(await isConnected(), [false, false, false]);
  });

  test('what a user gave is told whether or not it has ended, newest first', async () => {
    const { store } = await open();
    const apps = [await addApp(store), await addApp(store), await addApp(store)];
    const given = [];
    for (const app of apps) given.push(await allow(store, app));
    await store.endings.end(given[1]?.id ?? 0, ALICE, NOW + 5);
    await allow(store, apps[0] ?? (await addApp(store)), { userId: 'bob' });

    const first = await store.authorizations.listGiven(ALICE, 2, null);
    const rest = await store.authorizations.listGiven(ALICE, 2, first.at(-1)?.id ?? null);
    assert.deepEqual(
      [...first, ...rest].map(({ clientId: client, endedAt: at }) => [client, at]),
      [
        [apps[2]?.clientId, null],
        [apps[1]?.clientId, NOW + 5],
        [apps[0]?.clientId, null],
      ],
    );
  });
});
