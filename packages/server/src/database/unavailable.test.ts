import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { connect } from '#server/database/connect.js';
import { type Database, isUniqueViolation, translateError } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { createStore } from '#test/support/store.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { addUser, ALICE, NOW } from '#test/support/fixtures.js';

const BOUND_MS = 8_000;

const listen = async (server: Server): Promise<string> => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `postgres://octroi@127.0.0.1:${address.port}/octroi`;
};

/** Every operation must reject with UnavailableError, in bounded time. */
const assertAllUnavailable = async (database: Database<Schema>): Promise<void> => {
  const store = createStore(database);
  const started = performance.now();
  const results = await Promise.allSettled([
    database.ping(),
    database.migrate(),
    store.users.find(1),
    store.users.findByLogin('alice'),
    store.authorizations.findLive(ALICE, 1),
    store.tokenFamilies.revoke(1, 'revoked_by_app', NOW),
    store.roles.grant(ALICE, 'developer', NOW),
  ]);
  for (const result of results) {
    assert.ok(result.status === 'rejected' && result.reason instanceof UnavailableError, String(result.status));
  }
  assert.ok(performance.now() - started < BOUND_MS);
};

describe('a PostgreSQL server that is gone', () => {
  test('refuses connections: every verb is UnavailableError', async () => {
    const server = createServer();
    const url = await listen(server);
    await once(server.close(), 'close');

    const database = await connect(url, () => {});
    await assertAllUnavailable(database);
    await database.close();
  });

  describe('and accepts connections without a word', () => {
    const server = createServer((socket) => void socket.on('error', () => {}).resume());
    let url = '';
    before(async () => {
      url = await listen(server);
    });
    after(() => server.close());

    test('every verb is UnavailableError, in bounded time', async () => {
      const database = await connect(url, () => {});
      await assertAllUnavailable(database);
      await database.close();
    });
  });
});

/** Closes every other connection to the same database. */
const cutOthers = (database: Database<Schema>) =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(database.read.query);

describeOn('postgres', 'a connection that the server cuts', ({ open }) => {
  test('in the middle of a write: UnavailableError, and the next write succeeds', async () => {
    const { database, store, connect: another } = await open();
    const other = await another();

    const write = database.write(async ({ query }) => {
      await query.insertInto('user_roles').values({ user_id: ALICE, role: 'operator', created_at: NOW }).execute();
      await cutOthers(other.database);
      return query.selectFrom('user_roles').selectAll().execute();
    });

    await assert.rejects(write, UnavailableError);
    assert.equal(await store.roles.find(ALICE), undefined);
    await store.roles.grant(ALICE, 'developer', NOW);
    assert.equal(await store.roles.find(ALICE), 'developer');
  });
});

// SQLite then ends the whole transaction, including the savepoint to roll back to.
describeOn('sqlite', 'a full disk', ({ open }) => {
  test('fails all writes of the moment as UnavailableError; with room again they succeed', async () => {
    const { database, store } = await open();
    const limitPages = (most: number) =>
      database.write(({ query }) => sql.raw(`pragma max_page_count = ${most}`).execute(query));
    const event = { type: 'told', userId: ALICE, appId: null, detail: { x: 'x'.repeat(500) }, now: NOW };
    const writeMuch = () => Promise.allSettled(Array.from({ length: 100 }, () => store.auditEvents.insert(event)));

    await limitPages(1); // SQLite rounds it up to the current count.
    for (const result of await writeMuch()) {
      assert.ok(result.status === 'rejected');
      assert.ok(result.reason instanceof UnavailableError, String(result.reason));
    }
    assert.deepEqual(await store.auditEvents.listByUser(ALICE, ['told']), []);

    await limitPages(1_000_000);
    for (const result of await writeMuch()) assert.equal(result.status, 'fulfilled');
  });
});

forEachDatabase('errors', ({ open }) => {
  test('a taken name is not a reason to retry', async () => {
    const { store } = await open();
    await addUser(store, { username: 'alice' });

    const error: unknown = await addUser(store, { username: 'alice' }).catch((reason: unknown) => reason);

    assert.ok(isUniqueViolation(error));
    assert.equal(error instanceof UnavailableError, false);
  });

  test('a database that answers is available', async () => {
    const { database } = await open();
    await database.ping();
  });
});

const coded = (code: string) => Object.assign(new Error('driver says no'), { code });

describe('translating errors', () => {
  for (const code of [
    'SQLITE_BUSY',
    'SQLITE_FULL',
    'SQLITE_IOERR_WRITE',
    'SQLITE_CORRUPT',
    'ECONNREFUSED',
    'EAI_AGAIN',
    'ENETUNREACH',
    '57P01',
    '57014',
    '55P03',
    '53300',
    '40P01',
  ]) {
    test(`${code} may pass`, () => {
      const error = coded(code);
      const translated = translateError(error);
      assert.ok(translated instanceof UnavailableError);
      assert.equal(translated.cause, error);
      assert.ok(translated.retryAfterSeconds > 0);
      assert.equal(translateError(translated), translated);
    });
  }

  for (const code of ['SQLITE_CONSTRAINT_UNIQUE', '23505', '42P01', '22003']) {
    test(`${code} will not`, () => {
      const error = coded(code);
      assert.equal(translateError(error), error);
    });
  }

  // A statement with too many parameters was answered with 503, and clients sent it again for ever.
  test('08P01 for one statement will not, but may when it ends the connection, as PgBouncer does', () => {
    const refused = Object.assign(coded('08P01'), { severity: 'ERROR' });
    assert.equal(translateError(refused), refused);
    assert.ok(translateError(Object.assign(coded('08P01'), { severity: 'FATAL' })) instanceof UnavailableError);
  });

  test('a fault of the program is not the database being away', () => {
    const fault = new TypeError('undefined is not a function');
    assert.equal(translateError(fault), fault);
  });
});
