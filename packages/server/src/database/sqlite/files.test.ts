import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import Connection from 'better-sqlite3';
import { openSqlite } from '#server/database/sqlite/open.js';

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe('the files of SQLite', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-files-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // They were readable by everyone on the machine: accounts, password hashes, sealed keys.
  test('are for their owner only, and so is the folder made for them', async () => {
    const data = join(folder, 'data');
    const database = openSqlite(join(data, 'octroi.db'));
    await database.migrate();

    assert.equal(await modeOf(data), '700');
    const files = await readdir(data);
    assert.deepEqual(files.toSorted(), ['octroi.db', 'octroi.db-shm', 'octroi.db-wal']);
    for (const file of files) assert.equal(await modeOf(join(data, file)), '600', file);
    await database.close();
  });

  test('keep the mode their operator gave them', async () => {
    const file = join(folder, 'octroi.db');
    await writeFile(file, '');
    await chmod(file, 0o640);
    await chmod(folder, 0o750);

    await openSqlite(file).close();

    assert.deepEqual([await modeOf(file), await modeOf(folder)], ['640', '750']);
  });

  // A read kept its view of the file for a turn of the event loop, so a request did not see the session that another process
  // had started before it was sent.
  test('show at each event what others have written before it', async () => {
    const file = join(folder, 'octroi.db');
    const database = openSqlite<{ notes: { text: string } }>(file);
    const other = new Connection(file);
    other.exec('create table notes (text text not null)');
    const notes = database.prepare<object, { text: string }>((query) => query.selectFrom('notes').select('text'));

    const seen: Promise<{ text: string }[]>[] = [];
    const allSeen = Promise.withResolvers<void>();
    // Immediates of one turn: nothing but these runs between them.
    setImmediate(() => seen.push(database.read.run(notes, {})));
    setImmediate(() => other.exec("insert into notes values ('written meanwhile')"));
    setImmediate(() => {
      seen.push(database.read.run(notes, {}));
      allSeen.resolve();
    });
    await allSeen.promise;

    assert.deepEqual(await Promise.all(seen), [[], [{ text: 'written meanwhile' }]]);
    other.close();
    await database.close();
  });
});
