import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { connect } from '#server/database/connect.js';
import type { Database, Queryable } from '#server/database/database.js';
import { describeOn } from '#test/support/databases.js';
import { createMigratedDatabase, type PostgresDatabase } from '#test/support/postgres.js';
import { startTcpProxy, throughPort, type TcpProxy } from '#test/support/tcp-proxy.js';

interface Tables {
  things: { id: number };
  user_roles: { user_id: string };
}

/** What `select *` gave until columns were named everywhere, and what a changed type still gives. */
const prepareStar = (database: Database<Tables>) =>
  database.prepare<object, { id: number }>((query) => query.selectFrom('things').selectAll());

const backendOf = async ({ query }: Queryable<Tables>): Promise<number> => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(query);
  return rows[0]?.pid ?? 0;
};

const run = (database: Database<Tables>, statement: string) => sql.raw(statement).execute(database.read.query);

describeOn('postgres', 'prepared statements', ({ create }) => {
  const open = async (): Promise<Database<Tables>> => {
    const { url, connect: openHandle } = await create();
    // Closed with the others; the tables are ours.
    await openHandle();
    const database = await connect<Tables>(url, () => {});
    await run(database, 'create table things (id integer)');
    await run(database, 'insert into things values (1)');
    return database;
  };

  // A text that was prepared again took a name that the next text got too. Of 40 flows with PAR, 21 to 26 exchanges failed.
  test('a name belongs to a text, however often and in whatever order texts are prepared', async () => {
    const database = await open();
    const number = (value: number) =>
      database.prepare<object, { found: number }>((query) =>
        query.selectFrom('things').select(sql<number>`${sql.lit(value)}`.as('found')),
      );
    const prepared = [1, 1, 2, 2, 3, 1, 4].map((value) => ({ value, statement: number(value) }));

    const found = await database.write(async (transaction) => {
      const rows: number[] = [];
      for (const { statement } of prepared) rows.push((await transaction.run(statement, {}))[0]?.found ?? 0);
      return rows;
    });

    assert.deepEqual(
      found,
      prepared.map(({ value }) => value),
    );
    await database.close();
  });

  // After a migration, every statement that was prepared on a changed table failed for as long as its connection was used.
  for (const [where, again] of [
    ['outside of a transaction', (database, star) => database.read.run(star, {})],
    ['in one', (database, star) => database.write((transaction) => transaction.run(star, {}))],
    ['as a write of one statement', (database, star) => database.writeOne(star, {})],
  ] satisfies [string, (database: Database<Tables>, star: ReturnType<typeof prepareStar>) => Promise<object[]>][]) {
    test(`a statement that no longer fits its table runs again ${where}, and its connection is not used again`, async () => {
      const database = await open();
      const star = prepareStar(database);
      assert.deepEqual(await again(database, star), [{ id: 1 }]);
      const backend = await backendOf(database.read);

      await run(database, "alter table things add column name text default 'thing'");
      assert.equal(await backendOf(database.read), backend, 'one connection serves all of this');

      assert.deepEqual(await again(database, star), [{ id: 1, name: 'thing' }]);
      assert.notEqual(await backendOf(database.read), backend);
      await database.close();
    });
  }
});

describeOn('postgres', 'a server that was made read-only', ({ open }) => {
  // After a failover, pooled connections stayed with the old server: 503 for 50 s.
  test('keeps none of our connections: the next write goes to the one that took its place', async () => {
    const { database, store, url } = await open();
    const limiter = store.limits.create({ name: 'test', points: 3, durationSeconds: 60 });
    const demote = async () => {
      await sql`set session characteristics as transaction read only`.execute(database.read.query);
      const { rows } = await sql<{ transaction_read_only: string }>`show transaction_read_only`.execute(
        database.read.query,
      );
      assert.equal(rows[0]?.transaction_read_only, 'on', url);
    };

    await demote();
    await store.roles.grant('alice', 'developer', 1);
    await demote();
    assert.equal(await limiter.consume('key'), null);
    await demote();
    await database.ready();
    assert.equal(await store.roles.find('alice'), 'developer');
  });
});

/** Longer than a statement and a connection may take together, less than a request may take. */
const BOUND_MS = 12_000;

const timed = async (work: Promise<unknown>): Promise<{ failure: unknown; took: number }> => {
  const started = performance.now();
  const failure = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return { failure, took: performance.now() - started };
};

// Nothing answered for as long as the server was silent, and nothing after that either.
describe('a silent server', () => {
  let place: PostgresDatabase;
  let proxy: TcpProxy;
  let database: Database<Tables>;
  before(async () => {
    place = await createMigratedDatabase();
    proxy = await startTcpProxy(Number(new URL(place.url).port));
    database = await connect<Tables>(throughPort(place.url, proxy.port), () => {});
  });
  after(async () => {
    await database.close();
    await proxy.close();
    await place.drop();
  });

  const read = () => database.read.query.selectFrom('user_roles').select('user_id').execute();
  const write = () => database.write(async ({ query }) => query.selectFrom('user_roles').select('user_id').execute());
  const all = () => {
    const limiter = database.limiter({ name: 'test', points: 1_000, durationSeconds: 60 });
    return [read(), write(), limiter.consume('key'), ...Array.from({ length: 30 }, read)];
  };
  const untilReady = async (): Promise<void> => {
    while ((await timed(database.ready())).failure !== null) await wait(100);
  };

  test('every query ends in time, and the next ones at once', async () => {
    await Promise.all(all());
    proxy.fallSilent();
    for (const { failure, took } of await Promise.all(all().map(timed))) {
      assert.ok(failure instanceof UnavailableError, String(failure));
      assert.ok(took < BOUND_MS, `${took} ms`);
    }
    // It is known to be silent now, so nobody waits for more than one attempt to connect.
    for (const { failure, took } of await Promise.all([...all(), database.ready()].map(timed))) {
      assert.ok(failure instanceof UnavailableError, String(failure));
      assert.ok(took < 5_000, `${took} ms`);
    }
  });

  test('that lets new connections in has lost the old ones, and nothing waits for those', async () => {
    proxy.recover();
    await untilReady();
    await Promise.all(all());

    proxy.fallSilent('old');
    assert.ok((await timed(read())).failure instanceof UnavailableError);
    for (const { failure } of await Promise.all(all().map(timed))) assert.equal(failure, null);
  });

  test('does not keep the database from being closed', async () => {
    proxy.fallSilent();
    const { took } = await timed(database.close());
    assert.ok(took < 3_000, `closing took ${took} ms`);
  });
});
