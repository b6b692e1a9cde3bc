import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
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
});
