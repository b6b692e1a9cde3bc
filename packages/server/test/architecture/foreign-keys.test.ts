import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Connection from 'better-sqlite3';
import { connect } from '#server/database/connect.js';

// Deleting an app looked through every token family, because it had to find those of the app.
test('what refers to a row that can be deleted is found by an index', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-foreign-keys-'));
  const file = join(folder, 'octroi.db');
  const database = await connect(`file:${file}`, () => {});
  await database.migrate();
  await database.close();
  const connection = new Connection(file, { readonly: true });
  const list = <T>(statement: string, ...values: unknown[]): T[] => connection.prepare(statement).all(values) as T[];
  try {
    const references = list<{ name: string; column: string }>(
      `select t.name, f."from" as "column" from sqlite_schema as t, pragma_foreign_key_list(t.name) as f where t.type = 'table'`,
    );
    assert.ok(references.length > 10, 'they are found');
    const missing = references.filter(({ name, column }) => {
      const first = list<{ name: string }>(
        `select c.name from pragma_index_list(?) as i, pragma_index_info(i.name) as c where c.seqno = 0 and c.name = ?
          and i.partial = 0`,
        name,
        column,
      );
      const isKey = list<{ pk: number }>('select pk from pragma_table_info(?) where name = ? and pk = 1', name, column);
      return first.length === 0 && isKey.length === 0;
    });
    assert.deepEqual(
      missing.map(({ name, column }) => `${name}.${column}`),
      [],
    );
  } finally {
    connection.close();
    await rm(folder, { recursive: true, force: true });
  }
});
