import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test, type TestContext } from 'node:test';
import Connection from 'better-sqlite3';
import { sql } from 'kysely';
import { UnavailableError } from '#server/kernel/unavailable.js';
import { connect } from '#server/database/connect.js';
import { openSqlite } from '#server/database/sqlite/open.js';
import { createCommandLine } from '#test/support/command-line.js';
import { describeOn, forEachDatabase } from '#test/support/databases.js';
import { freePort } from '#test/support/server.js';
import { asSuperuser } from '#test/support/postgres.js';
import { mountSmallDisk } from '#test/support/small-disk.js';

/** The message with which a start on this database fails. */
const refusalOf = async (url: string): Promise<string> => {
  try {
    const database = await connect(url, () => {});
    await database.migrate().finally(() => database.close());
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof UnavailableError), String(error));
    return error.message;
  }
  return assert.fail('it was accepted');
};

forEachDatabase('a database of a newer version', ({ open }) => {
  test('is refused, with the versions that may open it', async () => {
    const { database, url } = await open();
    await sql`insert into kysely_migration values ('9999-from-the-future', '2099-01-01T00:00:00.000Z')`.execute(
      database.read.query,
    );
    assert.match(await refusalOf(url), /newer version of Octroi.*9999-from-the-future.*later one, or restore a backup/);
  });
});

/** A user of the server, without any right to the database. */
const stranger = async (t: TestContext, url: string, password = 'right'): Promise<string> => {
  const name = `stranger_${new URL(url).pathname.slice(-8)}`;
  await asSuperuser(`create role ${name} login password 'right'`);
  t.after(() => asSuperuser(`drop role ${name}`));
  const theirs = new URL(url);
  theirs.username = name;
  theirs.password = password;
  return theirs.href;
};

describeOn('postgres', 'a server that cannot be used as it is', ({ create }) => {
  test('says which rights are missing, and who can give them', async (t) => {
    const { url } = await create();
    assert.match(
      await refusalOf(await stranger(t, url)),
      /stranger_\w+ may not create .*ALTER DATABASE "octroi_\w+" OWNER TO "stranger_\w+".*permission denied for schema public/,
    );
  });

  test('says that the password is wrong, and how to set another', async (t) => {
    const { url } = await create();
    assert.match(await refusalOf(await stranger(t, url, 'wrong')), /refuses the password of stranger_\w+.*ALTER ROLE/);
  });

  test('says that there is no such database, and how to create it', async () => {
    const { url } = await create();
    assert.match(await refusalOf(`${url}_gone`), /has no database octroi_\w+_gone\. Create it: CREATE DATABASE/);
  });

  test('says that it is a standby', async () => {
    const { url } = await create();
    const readOnly = new URL(url);
    readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
    assert.match(
      await refusalOf(readOnly.href),
      /read-only, as on a standby\. Point OCTROI_DATABASE_URL at the primary/,
    );
  });

  // Names with other letters were refused one by one, as an internal error.
  test('refuses an encoding that cannot hold every name', async () => {
    const { url } = await create();
    const name = `${new URL(url).pathname.slice(1)}_latin`;
    await asSuperuser(`create database ${name} template template0 encoding 'LATIN1' locale 'C'`);
    try {
      const latin = new URL(url);
      latin.pathname = name;
      assert.match(await refusalOf(latin.href), /encoded in LATIN1.*ENCODING 'UTF8'/);
    } finally {
      await asSuperuser(`drop database ${name} with (force)`);
    }
  });

  // Its migration tables were taken for ours.
  test('shares a database with another program that migrates with Kysely in another schema', async () => {
    const { url, connect: open } = await create();
    const { database } = await open();
    for (const table of ['kysely_migration', 'kysely_migration_lock']) {
      await sql.raw('create schema if not exists another').execute(database.read.query);
      await sql.raw(`create table another.${table} (name text, timestamp text)`).execute(database.read.query);
    }
    await sql`insert into another.kysely_migration values ('2020-theirs', '2020-01-01T00:00:00.000Z')`.execute(
      database.read.query,
    );
    assert.notDeepEqual(await database.migrate(), []);
    assert.deepEqual(await database.migrate(), []);

    const elsewhere = new URL(url);
    elsewhere.searchParams.set('options', '-c search_path=nowhere');
    assert.match(await refusalOf(elsewhere.href), /search_path .* names no schema/);
  });
});

describe('a SQLite file that cannot be opened', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-faults-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is named, with the cause and the remedy', async () => {
    await writeFile(join(folder, 'notes.txt'), 'not a database, but long enough to be looked at. '.repeat(100));
    await mkdir(join(folder, 'folder'));
    const cases: [path: string, remedy: RegExp][] = [
      [join(folder, 'notes.txt'), /file is not a database\. Unless its disk fails.*restore it from a backup/],
      [join(folder, 'folder'), /Set OCTROI_DATABASE_URL to a file/],
      [join(folder, 'notes.txt/octroi.db'), /Set OCTROI_DATABASE_URL to a file/],
      // Nobody may create files there, not even root.
      ['/sys/octroi.db', /permission denied.*Make the file and its folder writable/],
    ];
    for (const [path, remedy] of cases) {
      const message = await refusalOf(`file:${path}`);
      assert.ok(message.includes(`The database ${path} cannot be used`), message);
      assert.match(message, remedy);
    }
  });

  // A missing folder on such a disk was said to be a wrong address.
  test('because its disk is read-only is said to be on one, whether it exists or not', async (t) => {
    const disk = await mountSmallDisk({ megabytes: 4 });
    t.after(disk.close);
    await openSqlite(join(disk.folder, 'octroi.db')).close();
    await disk.makeReadOnly();
    for (const path of ['octroi.db', 'new.db', 'new/folder/octroi.db']) {
      const message = await refusalOf(`file:${join(disk.folder, path)}`);
      assert.ok(message.includes(`The database ${join(disk.folder, path)} cannot be used`), message);
      assert.match(message, /read-only file system.*mount it writable/);
    }
  });

  // All that was said was that a database is locked.
  test('because another program has locked it is named, by the start and by a command', async (t) => {
    const file = join(folder, 'octroi.db');
    const octroi = createCommandLine({ folder, env: { OCTROI_DATABASE_URL: `file:${file}` } });
    assert.equal((await octroi.run(['migrate'])).code, 0);
    const other = new Connection(file);
    t.after(() => other.close());
    const said = new RegExp(`${file} cannot be used: database is locked.*Close that program`);

    other.exec('begin immediate');
    assert.match((await octroi.run(['operator', 'invite'])).stderr, said);
    other.exec('rollback');
    other.pragma('locking_mode = exclusive');
    other.exec('begin immediate; commit');
    assert.match(await refusalOf(`file:${file}`), said);
  });

  test('is what octroi start tells of, and so is a key beside it that cannot be read', async () => {
    const octroi = createCommandLine({ folder, env: { OCTROI_PORT: String(await freePort()) } });
    const refusal = async (file: string): Promise<string> => {
      const { code, stderr } = await octroi.run(['start', '--database-url', `file:${file}`]);
      assert.equal(code, 1);
      return stderr;
    };
    assert.match(await refusal('/sys/octroi.db'), /\/sys\/octroi\.db cannot be used.*folder writable/);
    await mkdir(join(folder, 'secret.key'));
    assert.match(
      await refusal(join(folder, 'octroi.db')),
      /secret\.key can be neither read nor written.*set OCTROI_SECRET_KEY/,
    );
  });
});
