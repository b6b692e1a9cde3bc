import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { DAY } from '#server/kernel/clock.js';
import type { Database } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { deleteOld, type Store } from '#test/support/store.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { ALICE, connectApp, NOW } from '#test/support/fixtures.js';

type Table =
  | 'audit_events'
  | 'authorizations'
  | 'developer_tokens'
  | 'invitations'
  | 'known_browsers'
  | 'topup_orders'
  | 'used_jtis';

const countOf = async ({ read }: Database<Schema>, table: Table): Promise<number> => {
  const { count } = await read.query
    .selectFrom(table)
    .select((row) => row.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

const recordEvent = (store: Store, type: string) =>
  store.auditEvents.insert({ type, userId: ALICE, appId: null, detail: {}, now: NOW });

const placeOrder = (store: Store, id: string) =>
  store.topupOrders.insert({
    id,
    userId: ALICE,
    appId: null,
    provider: 'test',
    units: 1,
    amount: 1,
    currency: 'EUR',
    returnTo: null,
    createdAt: NOW,
  });

interface Memory {
  what: string;
  table: Table;
  /** Stores one row to delete, and similar ones to keep. */
  fill: (store: Store) => Promise<unknown>;
  days: number;
  /** How many of those must remain. */
  stay: number;
}

const MEMORIES: readonly Memory[] = [
  {
    what: 'a failed sign-in, but no other event,',
    table: 'audit_events',
    fill: async (store) => {
      for (const type of ['sign_in_failed', 'signed_in', 'role_granted']) await recordEvent(store, type);
    },
    days: 90,
    stay: 2,
  },
  {
    what: 'a limit that was reached',
    table: 'audit_events',
    fill: async (store) => {
      for (const type of ['sign_in_limited', 'sign_up_limited', 'requests_limited', 'second_step_limited']) {
        await recordEvent(store, type);
      }
    },
    days: 90,
    stay: 0,
  },
  {
    what: 'an audit event of any kind',
    table: 'audit_events',
    fill: async (store) => {
      for (const type of ['data_downloaded', 'signed_in', 'password_changed', 'of an earlier version']) {
        await recordEvent(store, type);
      }
    },
    days: 400,
    stay: 0,
  },
  {
    what: 'a revoked developer token, but no live one,',
    table: 'developer_tokens',
    fill: async (store) => {
      const token = { userId: ALICE, name: 'ci', hint: '', expiresAt: null, now: NOW };
      const { id } = await store.developerTokens.insert({ ...token, hash: 'revoked' });
      await store.developerTokens.insert({ ...token, hash: 'live' });
      await store.developerTokens.revoke(id, ALICE, NOW);
    },
    days: 90,
    stay: 1,
  },
  {
    what: 'a known browser',
    table: 'known_browsers',
    fill: (store) => store.sessions.noteBrowser({ userId: ALICE, browserHash: 'b', now: NOW }),
    days: 400,
    stay: 0,
  },
  {
    what: 'an expired invitation',
    table: 'invitations',
    fill: (store) => store.invitations.insert('hash', 'user', NOW, NOW - DAY),
    days: 30,
    stay: 0,
  },
  {
    what: 'an order that nobody has paid, but no paid one,',
    table: 'topup_orders',
    fill: async (store) => {
      for (const id of ['pending', 'cancelled', 'paid']) await placeOrder(store, id);
      await store.topupOrders.cancel('cancelled');
      await store.topupOrders.markPaid({ id: 'paid', provider: 'test', amount: 1, currency: 'EUR', now: NOW });
    },
    days: 90,
    stay: 1,
  },
  {
    what: 'an authorization that ended, but no live one,',
    table: 'authorizations',
    fill: async (store) => {
      const { authorization } = await connectApp(store);
      await store.endings.end(authorization.id, ALICE, NOW);
      await connectApp(store);
    },
    days: 90,
    stay: 1,
  },
];

const many = <T>(make: (nth: number) => T): T[] => Array.from({ length: 1_201 }, (_, nth) => make(nth));

forEachDatabase('what is old', ({ open }) => {
  for (const { what, table, fill, days, stay } of MEMORIES) {
    test(`${what} is deleted after ${days} days`, async () => {
      const { store, database } = await open();
      await fill(store);
      const all = await countOf(database, table);

      await deleteOld(store, NOW + days * DAY - 1);
      assert.equal(await countOf(database, table), all);

      await deleteOld(store, NOW + days * DAY);
      assert.equal(await countOf(database, table), stay);
    });
  }

  test('an authorization that ended stays as long as one of its token families', async () => {
    const { store, database } = await open();
    const { authorization, familyId } = await connectApp(store);
    await store.endings.end(authorization.id, ALICE, NOW);
    await store.endings.revokeEnded(NOW);

    await store.authorizations.deleteEnded(NOW);
    assert.notEqual(await store.tokenFamilies.find(familyId), null);

    await store.tokenFamilies.deleteEnded(NOW);
    await store.authorizations.deleteEnded(NOW);
    assert.equal(await countOf(database, 'authorizations'), 0);
  });

  test('ended token families are found among many', async () => {
    const { store, database } = await open();
    const { familyId } = await connectApp(store);
    const { id: _, ...columns } = await database.read.query
      .selectFrom('token_families')
      .where('id', '=', familyId)
      .selectAll()
      .executeTakeFirstOrThrow();
    const families = Array.from({ length: 1_201 }, (_row, index) => ({
      ...columns,
      current_hash: `family ${index}`,
      refresh_expires_at: index % 400 === 0 ? NOW : NOW + DAY,
    }));
    await database.write((transaction) => transaction.query.insertInto('token_families').values(families).execute());

    await store.tokenFamilies.deleteEnded(NOW);

    const left = await database.read.query.selectFrom('token_families').select('refresh_expires_at').execute();
    assert.equal(left.length, 1_202 - 4);
    assert.ok(left.every((row) => row.refresh_expires_at > NOW));
  });

  // The first deletion that failed was the last one of its run: one starved 21 others.
  test('is deleted even where another deletion fails, which is reported with its cause', async () => {
    const { store, database } = await open();
    await store.invitations.insert('hash', 'user', NOW, NOW);
    await recordEvent(store, 'sign_in_failed');
    await database.write(({ query }) => sql`alter table sessions rename to elsewhere`.execute(query));
    await database.write(({ query }) => sql`alter table used_jtis rename to elsewhere_too`.execute(query));

    await assert.rejects(deleteOld(store, NOW + 90 * DAY), (error: Error) => {
      for (const part of [/deleting expired sessions failed.*sessions/, /deleting used jtis failed.*used_jtis/]) {
        assert.match(error.message, part);
      }
      return true;
    });
    for (const table of ['invitations', 'audit_events'] as const) assert.equal(await countOf(database, table), 0);
  });

  // One transaction deleted the whole backlog, and every request waited for it.
  test('much that is old is deleted 100 at a time', async () => {
    const { database } = await open();
    const event = { user_id: null, app_id: null, detail: '{}' };
    await database.write(async ({ query }) => {
      const jtis = many((nth) => ({ hash: `jti ${nth}`, expires_at: NOW }));
      await query.insertInto('used_jtis').values(jtis).execute();
      for (const [type, at] of [
        ['sign_in_failed', NOW + 310 * DAY],
        ['signed_in', NOW],
      ] as const) {
        const events = many(() => ({ ...event, type, created_at: at }));
        await query.insertInto('audit_events').values(events).execute();
      }
    });
    const countAll = async (): Promise<number> =>
      (await countOf(database, 'audit_events')) + (await countOf(database, 'used_jtis'));
    const sizes: number[] = [];
    let left = await countAll();
    const observed: Database<Schema> = {
      ...database,
      write: async (work) => {
        const result = await database.write(work);
        const now = await countAll();
        if (now < left) sizes.push(left - now);
        left = now;
        return result;
      },
    };

    await deleteOld({ database: observed }, NOW + 400 * DAY);

    const each = [...Array.from({ length: 12 }, () => 100), 1];
    assert.deepEqual(sizes, [...each, ...each, ...each]);
    assert.equal(left, 0);
  });
});

describeOn('sqlite', 'what is old', ({ open }) => {
  test('is found by an index', async () => {
    const { database } = await open();
    const searches = [
      'sessions where expires_at <= 1',
      'known_browsers where last_seen_at <= 1',
      'authorization_requests where expires_at <= 1',
      'codes where expires_at <= 1',
      'pushed_requests where expires_at <= 1',
      'used_jtis where expires_at <= 1',
      'idempotent_requests where expires_at <= 1',
      'authorizations where ended_at <= 1',
      `topup_orders where status in ('pending', 'cancelled') and credited_at is null and created_at <= 1`,
      `topup_orders where status = 'paid' and credited_at is null`,
      `audit_events where type in ('sign_in_failed') and created_at <= 1`,
    ];
    for (const search of searches) {
      const plan = sql<{ detail: string }>`explain query plan select * from ${sql.raw(search)}`;
      const { rows } = await plan.execute(database.read.query);
      const details = rows.map(({ detail }) => detail).join('\n');
      assert.match(details, /SEARCH .*USING .*INDEX/, search);
      assert.doesNotMatch(details, /SCAN/, search);
    }
  });
});
