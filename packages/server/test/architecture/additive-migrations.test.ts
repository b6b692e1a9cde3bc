import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PACKAGE } from '../support/paths.js';

// A migration dropped a column that processes of the version before read: during an upgrade, each sign-in there was answered 500.

/** These were there when 80999b3 was, the oldest version that an upgrade without a pause starts from. */
const LAST_OF_BEFORE = '0008-amr.ts';

const REMOVING = /\.(?:dropColumn|dropTable|dropView|dropSchema|renameColumn|renameTo|alterColumn)\(/g;
/** A column that an INSERT of the version before leaves out. */
const DEMANDED = /\.addColumn\((?:(?!\.addColumn\(|\.execute\()[^])*\.notNull\(\)(?!\.defaultTo)/g;

/** What a migration takes from the version before: what it removes, and new columns of old tables that demand a value. */
const takenBy = (text: string): string[] => [
  ...[...text.matchAll(REMOVING)].map(([call]) => call),
  ...text
    .split(/(?=\.(?:alterTable|createTable)\()/)
    .filter((part) => part.startsWith('.alterTable('))
    .flatMap((part) => [...part.matchAll(DEMANDED)].map(([call]) => call)),
];

test('no migration takes away what the version before reads, or demands what it does not write', () => {
  const folder = join(PACKAGE, 'src/database/migrations');
  const newer = readdirSync(folder).filter((name) => name.endsWith('.ts') && name > LAST_OF_BEFORE);
  assert.ok(newer.length > 10);
  for (const name of newer) assert.deepEqual(takenBy(readFileSync(join(folder, name), 'utf8')), [], name);
});

const added = (definition: string): string =>
  `schema\n.alterTable('apps')\n.addColumn('flag', 'integer'${definition})\n.execute();`;

test('the rule catches what it is there for', () => {
  assert.equal(takenBy("schema.alterTable('requests').dropColumn('granted_by').execute();").length, 1);
  assert.equal(takenBy("schema.alterTable('users').renameTo('people').execute();").length, 1);
  assert.equal(takenBy(added(', (column) => column.notNull()')).length, 1);
  const fine = [
    added(''),
    added(', (column) => column.notNull().defaultTo(0)'),
    "schema.createTable('new').addColumn('a', 'text', (column) => column.notNull()).execute();",
    "schema.dropIndex('slow').execute();",
  ];
  assert.deepEqual(fine.flatMap(takenBy), []);
});
