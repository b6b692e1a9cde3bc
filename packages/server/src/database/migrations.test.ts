import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Database } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { ground } from '#server/database/migrations/0001-ground.js';
import { amr } from '#server/database/migrations/0008-amr.js';
import { declinedOfflineAccess } from '#server/database/migrations/0014-declined-offline-access.js';
import { shown } from '#server/database/migrations/0021-shown.js';
import { resources } from '#server/database/migrations/0016-resources.js';
import { OF_APPS, usedKeysAndDeletedApps } from '#server/database/migrations/0026-used-keys-deleted-apps.js';
import { DAY } from '#server/kernel/clock.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { inParallel } from '#test/support/parallel.js';
import { addApp, addUser, ALICE, allow, connectApp, newFamily } from '#test/support/fixtures.js';
import { processScript } from '#test/support/paths.js';

const PROCESSES = 4;
const MIGRATIONS = [
  '0001-ground',
  '0002-protocol',
  '0003-request-log',
  '0004-playground',
  '0005-account',
  '0006-sign-in',
  '0007-app-logos',
  '0008-amr',
  '0009-credential-version',
  '0010-once',
  '0012-answers',
  '0013-app-suspension',
  '0014-declined-offline-access',
  '0016-comparison-keys',
  '0016-resources',
  '0017-reference-time',
  '0018-claims-in-id-token',
  '0019-root-key',
  '0021-shown',
  '0022-browsers-of-resets',
  '0023-mail-turns',
  '0024-pushed-and-withheld',
  '0026-used-keys-deleted-apps',
  '0028-epochs',
];

const tablesOf = async (database: Database<Schema>): Promise<string[]> =>
  (await database.read.query.introspection.getTables()).map(({ name }) => name);

/** The settings of a connection that keep data safe. */
const pragmas = async (query: Database<Schema>['read']['query']) => {
  const values: unknown[] = [];
  for (const name of ['journal_mode', 'synchronous', 'foreign_keys']) {
    const { rows } = await sql`pragma ${sql.raw(name)}`.execute(query);
    values.push(...rows);
  }
  return values;
};

/** Starts a process that migrates when told to, and resolves to the migrations it ran. */
const prepareMigration = async (url: string) => {
  const child = fork(processScript('migrate'), [url], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  await once(child, 'message');
  return async (): Promise<unknown> => {
    const complaints: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
    const ended = once(child, 'close').then(() => Promise.reject(new Error(complaints.join(''))));
    const answered = once(child, 'message').then(([names]: unknown[]) => names);
    child.send('go');
    return Promise.race([answered, ended]);
  };
};

forEachDatabase('migrations', ({ create, open }) => {
  test('an empty database receives the schema, and the second time nothing', async () => {
    const { database } = await (await create()).connect();
    assert.deepEqual(await tablesOf(database), []);

    assert.deepEqual(await database.migrate(), MIGRATIONS);
    const tables = await tablesOf(database);
    assert.ok(tables.includes('users') && tables.includes('audit_events'));

    assert.deepEqual(await database.migrate(), []);
    assert.deepEqual(await tablesOf(database), tables);
  });

  test('migrating again keeps what is stored', async () => {
    const { database, store } = await open();
    const user = await addUser(store, { quota: 1 });
    await database.migrate();
    assert.deepEqual(await store.users.find(user.id), user);
  });

  test(`of ${PROCESSES} processes that start at once on an empty database one migrates, and none fails`, async () => {
    const { url, connect } = await create();
    const starts = await inParallel(PROCESSES, () => prepareMigration(url));

    const names = await Promise.all(starts.map((start) => start()));

    assert.deepEqual(names.flat(), MIGRATIONS);
    const { store } = await connect();
    assert.equal((await addUser(store)).status, 'enabled');
  });

  test('two handles of one process can migrate at once', async () => {
    const { connect } = await create();
    const [first, second] = [await connect(), await connect()];
    const names = await Promise.all([first.database.migrate(), second.database.migrate()]);
    assert.deepEqual(names.flat(), MIGRATIONS);
  });

  test('a database of the first version is brought up to date, and keeps what is stored', async () => {
    const { database, store } = await (await create()).connect();
    const provider = { getMigrations: () => Promise.resolve({ '0001-ground': ground(database.dialect) }) };
    const { error } = await new Migrator({ db: database.read.query, provider }).migrateToLatest();
    assert.equal(error, undefined);
    await sql`insert into apps (client_id, owner_id, name, description, is_public, is_trusted, require_pkce,
      allow_browser_secret, id_token_alg, created_at) values ('client_1', '1', 'Inkwell', '', 0, 0, 0, 0, 'RS256', 1)`.execute(
      database.read.query,
    );

    await sql`insert into sessions (hash, user_id, browser_hash, user_agent, created_at, last_seen_at, expires_at)
      values ('s1', '1', 'b', '', 1, 1, 9)`.execute(database.read.query);
    await sql`insert into authorization_requests (hash, app_id, parameters, fresh_after, created_at, expires_at)
      values ('r1', 1, '{"redirectUri":"https://a.example"}', 0, 1, 9)`.execute(database.read.query);

    assert.deepEqual(await database.migrate(), MIGRATIONS.slice(1));
    const app = await store.apps.findByClientId('client_1');
    assert.equal(app?.name, 'Inkwell');
    assert.equal((await store.sessions.findLive('s1', 1))?.signIn.amr, 'pwd', 'what apps were told then');
    const request = await database.read.query.selectFrom('authorization_requests').select('parameters').execute();
    assert.deepEqual(request, [{ parameters: '{"essentialAcrs":null,"redirectUri":"https://a.example"}' }]);
    assert.deepEqual(app.grantTypes, ['authorization_code', 'refresh_token']);
    assert.equal(app.isFapi, false);
  });

  test('a device allowed before sign-in methods were stored gets the default of that time', async () => {
    const { database, store } = await open();
    const app = await addApp(store);
    const rest = '"userId":"alice","scope":"profile","resources":"[]","authTime":1,"sid":"sid-1"}';
    await database.read.query
      .insertInto('device_requests')
      .values({
        device_hash: 'd1',
        user_code_hash: 'u1',
        app_id: app.id,
        parameters: '{}',
        status: 'allowed',
        authorization_id: null,
        grant: `{${rest}`,
        interval_ms: 5000,
        polled_at: null,
        created_at: 1,
        expires_at: 9,
      })
      .execute();
    for (const table of ['sessions', 'pending_sign_ins', 'codes', 'token_families'])
      await database.read.query.schema.alterTable(table).dropColumn('amr').execute();

    await amr.up(database.read.query);

    const [row] = await database.read.query.selectFrom('device_requests').select('grant').execute();
    assert.equal(row?.grant, `{"amr":"pwd",${rest}`);
  });

  test('a secret key that waits for its first use goes on waiting, and the others count as used', async () => {
    const { database } = await open();
    const { query } = database.read;
    await query.schema.alterTable('root_keys').dropColumn('used_at').execute();
    await query.schema.dropIndex('apps_deleted').execute();
    await query.schema.alterTable('apps').dropColumn('deleted_at').execute();
    for (const table of OF_APPS) await query.schema.dropIndex(`${table}_app`).execute();
    await sql`insert into root_keys (sealed_under, ordinal, sealed_key, created_at, retired_at)
      values ('first', 1, 'x', 1, 3), ('second', 2, 'x', 2, null), ('third', 3, 'x', 3, null)`.execute(query);

    await usedKeysAndDeletedApps.up(query);

    const used = await query.selectFrom('root_keys').select(['sealed_under', 'used_at']).orderBy('ordinal').execute();
    assert.deepEqual(
      used.map((copy) => [copy.sealed_under, copy.used_at]),
      [
        ['first', 1],
        ['second', 2],
        ['third', null],
      ],
    );
  });

  test('refresh tokens that outlived an unticked “Stay connected” end, and no others', async () => {
    const { database, store } = await open();
    const inAYear = Date.now() + 365 * DAY;
    const lasting = newFamily({ refreshExpiresAt: inAYear, expiresAt: inAYear });
    const [declined, kept] = [await connectApp(store, lasting), await connectApp(store, lasting)];
    await database.read.query
      .updateTable('authorizations')
      .set({ declined: 'balance offline_access' })
      .where('id', '=', declined.authorization.id)
      .execute();

    await declinedOfflineAccess.up(database.read.query);

    const ended = await store.tokenFamilies.find(declined.familyId);
    assert.ok(ended && ended.refreshExpiresAt <= Date.now() && ended.expiresAt <= Date.now());
    assert.equal(ended.revokedAt, null);
    assert.equal((await store.tokenFamilies.find(kept.familyId))?.refreshExpiresAt, inAYear);
  });

  test('an authorization of before counts at the only address that its app had then', async () => {
    const { database, store } = await open();
    const allowedWith = async (since: Record<string, number>) => {
      const app = await addApp(store);
      const authorization = await allow(store, app, { scope: 'profile', declined: 'balance', now: 5 });
      await database.read.query.deleteFrom('app_redirect_uris').where('app_id', '=', app.id).execute();
      const rows = Object.entries(since).map(([uri, at]) => ({ app_id: app.id, uri, created_at: at }));
      await database.read.query.insertInto('app_redirect_uris').values(rows).execute();
      return authorization;
    };
    const one = await allowedWith({ 'https://a.example/1': 1, 'https://a.example/2': 2 });
    const two = await allowedWith({ 'https://b.example/1': 1, 'https://c.example/1': 5 });
    const later = await allowedWith({ 'https://d.example/1': 1, 'https://e.example/1': 6 });
    await database.read.query.schema.alterTable('authorizations').dropColumn('shown').execute();

    await shown.up(database.read.query);

    const shownAt = async (appId: number) => (await store.authorizations.findLive(ALICE, appId))?.shown;
    const all = { scopes: ['profile', 'balance'], resources: [], declined: ['balance'] };
    assert.deepEqual(await shownAt(one.appId), [{ origin: 'https://a.example', ...all }]);
    assert.deepEqual(await shownAt(two.appId), [], 'nobody knows which of the two was named');
    assert.deepEqual(await shownAt(later.appId), [{ origin: 'https://d.example', ...all }]);
  });

  test('the resources of users who were disabled before get no tokens', async () => {
    const { database, store } = await open();
    const disabled = await addUser(store);
    await store.users.setStatus(disabled.id, 'disabled');
    for (const [identifier, owner] of [
      ['https://a.example', String(disabled.id)],
      ['https://b.example', String((await addUser(store)).id)],
      ['https://c.example', null],
    ] as const) {
      await store.resources.insert({ identifier, name: 'API', scopes: [], ownerId: owner, now: 1 });
    }
    const { schema } = database.read.query;
    await schema.alterTable('resources').dropColumn('removed_at').execute();
    await schema.dropIndex('authorizations_with_resources').execute();
    await schema.dropTable('withheld_resources').execute();

    await resources.up(database.read.query);

    const isOpen = await store.resources.findEachOpen(['https://a.example', 'https://b.example', 'https://c.example']);
    assert.ok(await store.resources.find('https://a.example'));
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => isOpen(`https://${name}.example`) !== undefined),
      [false, true, true],
    );
  });

  test('a migration that fails at its last table leaves none of the others, and can be run again', async () => {
    const { database } = await (await create()).connect();
    await sql`create table audit_events (in_the_way integer)`.execute(database.read.query);

    await assert.rejects(database.migrate(), /audit_events/);

    assert.deepEqual(await tablesOf(database), ['audit_events']);
    await sql`drop table audit_events`.execute(database.read.query);
    assert.deepEqual(await database.migrate(), MIGRATIONS);
  });
});

describeOn('sqlite', 'a connection', ({ open }) => {
  test('writes ahead, waits for the disk and holds to foreign keys, for reading and for writing', async () => {
    const { database } = await open();
    const expected = [{ journal_mode: 'wal' }, { synchronous: 2 }, { foreign_keys: 1 }];

    assert.deepEqual(await pragmas(database.read.query), expected);
    assert.deepEqual(await database.write(({ query }) => pragmas(query)), expected);
  });
});
