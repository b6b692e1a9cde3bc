import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '#server/database/database.js';
import { openSqlite } from '#server/database/sqlite/open.js';

const MEGABYTE = 1024 * 1024;

const megabytes = async (path: string): Promise<number> => (await stat(path)).size / MEGABYTE;

// Neither file became smaller, whatever was deleted.
describe('the files of SQLite', () => {
  let folder: string;
  let file: string;
  let database: Database<Record<string, Record<string, unknown>>>;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'octroi-space-'));
    file = join(folder, 'octroi.db');
    database = openSqlite(file);
    await run('create table things (id integer primary key, text text)');
  });
  after(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });

  const run = (statement: string): Promise<unknown> => database.write(({ query }) => sql.raw(statement).execute(query));
  const addMegabytes = (count: number): Promise<unknown> =>
    run(
      `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count * 1024}) insert into things (text) select hex(randomblob(512)) from n`,
    );

  test('shrink to what is in them: the write-ahead log with the next write, the database when it is compacted', async () => {
    await addMegabytes(60);
    assert.ok((await megabytes(`${file}-wal`)) > 40, 'the transaction was long');
    await run('delete from things where id % 10 <> 0');
    await run('delete from things where id = 10');
    assert.ok((await stat(`${file}-wal`)).size <= 16_000_000);
    assert.ok((await megabytes(file)) > 40);

    await database.compact();
    // The log is written back to the file now and then; closing does it at once.
    await database.close();
    database = openSqlite(file);

    const size = await megabytes(file);
    assert.ok(size < 15, `${size} MB`);
  });
});
