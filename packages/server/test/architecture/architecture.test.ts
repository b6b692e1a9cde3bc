import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PACKAGE, WORKSPACE } from '../support/paths.js';
import {
  findCycles,
  foldersOf,
  packagesLoadedWith,
  parseSource,
  readSources,
  type SourceFile,
} from '../support/source-graph.js';
import {
  CHOICES,
  choiceFaults,
  crowdFaults,
  directionFaults,
  doorFaults,
  hubFaults,
  LATE,
  lengthFaults,
  MAX_FILES,
  MAX_IMPORTERS,
  MAX_LINES,
  speaksForItself,
  SUBJECTS,
  subjectFaults,
  writeFaults,
} from './house.js';

const sourceFolder = join(PACKAGE, 'src');
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const sources = readSources(sourceFolder).filter(({ path }) => !isTest(path));
const textOf = (path: string): string => readFileSync(join(sourceFolder, path), 'utf8');

/** The tables listed in a subject's tables.ts. */
const tablesOf = (subject: string): ReadonlySet<string> => {
  const path = join(sourceFolder, 'domain', subject, 'tables.ts');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [, members = ''] = /export interface \w+Tables \{([^}]*)\}/.exec(text) ?? [];
  return new Set([...members.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name));
};

const none = (faults: readonly string[]): void => {
  if (faults.length > 0) assert.fail(`\n${faults.join('\n')}\n`);
};

test('imports point only one way, from room to room', () => none(directionFaults(sources)));

test('subjects stand in one order, and each has one door', () => none(subjectFaults(sources)));

test('no import leads back to where it came from', () => none(findCycles(sources).map((cycle) => cycle.join(' -> '))));

test('every table is written by its own subject', () =>
  none(writeFaults(new Map(sources.map(({ path }) => [path, textOf(path)])), tablesOf)));

test('a door offers only what others take', () => {
  const tests = readSources(join(PACKAGE, 'test')).map(({ path }): [string, string] => [
    `test/${path}`,
    readFileSync(join(PACKAGE, 'test', path), 'utf8'),
  ]);
  const all = readSources(sourceFolder).map(({ path }): [string, string] => [path, textOf(path)]);
  none(doorFaults(new Map([...all, ...tests])));
});

test('no two subjects have the same table', () => {
  const all = SUBJECTS.flatMap((subject) => [...tablesOf(subject)]);
  assert.ok(all.length > 20, 'the tables are found');
  assert.equal(new Set(all).size, all.length);
});

test('only the places that choose name a concrete database', () => {
  const paths = new Set(sources.map(({ path }) => path));
  const vanished = Object.keys(CHOICES).filter((path) => !paths.has(path));
  none([...choiceFaults(sources), ...vanished.map((path) => `${path} is gone: the table still names it`)]);
});

test('no file has grown to two subjects, no folder to two rooms, and no file is a hub', () =>
  none([...lengthFaults(sources), ...crowdFaults(sources), ...hubFaults(sources)]));

// jose was loaded at every start, because DPoP and client assertions imported it at the top of their files.
test('what only some installations need is not loaded with the server', () => {
  const loaded = packagesLoadedWith(sources, 'server.ts');
  assert.ok(loaded.has('hono'), 'the walk gets that far');
  none(LATE.filter((name) => loaded.has(name)).map((name) => `${name} is loaded at every start`));
});

test('every folder says in its README what it owns', () =>
  none(
    foldersOf(sources)
      .filter(speaksForItself)
      .filter((folder) => !existsSync(join(sourceFolder, folder, 'README.md')))
      .map((folder) => `${folder} has no README.md`),
  ));

// Compiled tests are in another folder than their subject: './tokens.js' would not be found, or be a second copy.
test('a test beside its subject imports it by name', () =>
  none(
    readSources(sourceFolder)
      .filter(({ path }) => isTest(path))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ kind }) => kind === 'file')
          .map(({ target }) => `${path} imports ${target} by path: write #server/... or #test/...`),
      ),
  ));

test('the packages never import each other, nor reach into each other by path', () => {
  const packages = readdirSync(join(WORKSPACE, 'packages'))
    .map((folder) => join(WORKSPACE, 'packages', folder))
    .filter((folder) => existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'src')));
  const names = packages.map((folder): string => {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    assert.ok(typeof manifest === 'object' && manifest !== null && 'name' in manifest);
    return String(manifest.name);
  });
  assert.ok(names.includes('octroi'));
  none(
    packages.flatMap((folder, index) =>
      readSources(join(folder, 'src'))
        .filter(({ path }) => !isTest(path))
        .flatMap(({ path, imports }) =>
          imports
            .filter(({ target, kind }) => (kind === 'package' ? names.includes(target) : target.startsWith('..')))
            .map(({ target }) => `${names[index]}: ${path} imports ${target}: packages stand alone`),
        ),
    ),
  );
});

const parseAll = (written: Readonly<Record<string, string>>): SourceFile[] => {
  const known = new Set(Object.keys(written));
  return Object.entries(written).map(([path, text]) => parseSource(path, text, known));
};

test('the rules of the rooms catch what they are there for', () => {
  const files = parseAll({
    'features/token/index.ts':
      "import { page } from '../sign-in/page.js';\nimport { sql } from '../../database/sqlite/open.js';",
    'features/sign-in/page.tsx': "import type { Account } from '../../domain/accounts/index.js';",
    'web/kit/page.tsx': "import { find } from '../../domain/accounts/index.js';",
    'domain/accounts/index.ts': "export type { Account } from './source.js';",
    'domain/accounts/source.ts':
      "import {\n  type Account,\n  check,\n} from './index.js';\nimport { Pool } from 'pg';",
    'database/sqlite/open.ts': "const later = () => import('../../server.js');",
    'server.ts': '',
    'wiring/services.ts': "// import { nothing } from './nowhere.js';\nimport '../domain/accounts/source.js';",
    'helpers/all.ts': 'export const all = 1;\n'.repeat(MAX_LINES + 1),
  });

  assert.deepEqual(directionFaults(files), [
    'helpers/all.ts: helpers is no room of the house plan',
    'features/token/index.ts imports features/sign-in/page.tsx: features never import each other',
    'features/token/index.ts imports database/sqlite/open.ts: features may import only features, kernel, protocol, i18n, domain, web',
    'web/kit/page.tsx imports domain/accounts/index.ts: web may import only types of domain',
    'database/sqlite/open.ts imports server.ts: database may import only database, kernel',
  ]);
  assert.deepEqual(choiceFaults(files), [
    'features/token/index.ts imports database/sqlite/open.ts: only commands/, database/connect.ts may name it',
  ]);
  assert.deepEqual([...packagesLoadedWith(files, 'wiring/services.ts')], ['pg']);
  assert.deepEqual([...packagesLoadedWith(files, 'features/sign-in/page.tsx')], []);
  assert.deepEqual(findCycles(files), [
    ['domain/accounts/index.ts', 'domain/accounts/source.ts', 'domain/accounts/index.ts'],
  ]);
  assert.deepEqual(lengthFaults(files), [
    `helpers/all.ts has ${MAX_LINES + 1} lines: more than ${MAX_LINES} are two subjects`,
  ]);
  assert.deepEqual(foldersOf(files), [
    'database',
    'database/sqlite',
    'domain',
    'domain/accounts',
    'features',
    'features/sign-in',
    'features/token',
    'helpers',
    'web',
    'web/kit',
    'wiring',
  ]);
});

test('the rules of the subjects catch what they are there for', () => {
  const files = parseAll({
    'domain/audit/index.ts': '',
    'domain/audit/store.ts': "import type { Apps } from '../apps/index.js';",
    'domain/apps/index.ts': '',
    'domain/apps/apps.ts': "import '../audit/index.js';\nimport '../audit/store.js';\nimport './index.js';",
    'domain/wallet/providers/test.ts': '',
    'domain/wallet/tables.ts': '',
    'domain/surprises/index.ts': '',
    'features/topup/index.ts': "import '../../domain/wallet/providers/test.js';",
    'wiring/services.ts': "import '../domain/wallet/providers/test.js';\nimport '../domain/wallet/tables.js';",
  });
  assert.deepEqual(subjectFaults(files), [
    'domain/surprises has no place in the order of subjects',
    'domain/audit/store.ts imports domain/apps/index.ts: apps comes after audit',
    'domain/apps/apps.ts imports domain/audit/store.ts: domain/audit/index.ts is the only door of audit',
    'domain/apps/apps.ts imports domain/apps/index.ts: its own files are imported one by one, not by the door of apps',
    'features/topup/index.ts imports domain/wallet/providers/test.ts: domain/wallet/index.ts is the only door of wallet',
  ]);

  const texts = new Map([
    ['domain/apps/store.ts', "query.deleteFrom('apps').where();\nquery\n  .updateTable(\n  'codes as code')"],
    ['domain/apps/store/logos.ts', "deleteUpTo(database, 'mails', 'created_at', now)"],
    ['features/token/index.ts', "query.insertInto('apps')"],
  ]);
  assert.deepEqual(
    writeFaults(texts, () => new Set(['apps'])),
    [
      'domain/apps/store.ts writes codes, which is not a table of apps',
      'domain/apps/store/logos.ts writes mails, which is not a table of apps',
      'features/token/index.ts writes apps, which is not a table of any subject',
    ],
  );
});

test('the rule of the doors catches what it is there for', () => {
  const texts = new Map([
    [
      'domain/apps/index.ts',
      "export { type App, createApps } from './apps.js';\nexport type { Draft } from './draft.js';",
    ],
    ['domain/tokens/tokens.ts', "import type { App } from '../apps/index.js';"],
    ['domain/apps/apps.test.ts', "import { createApps } from '#server/domain/apps/index.js';"],
  ]);
  assert.deepEqual(doorFaults(texts), ['domain/apps/index.ts offers Draft, which nobody takes']);
});

test('the rules of size catch what they are there for', () => {
  const importers = Array.from({ length: MAX_IMPORTERS + 1 }, (_, index) => `features/f${index}/index.ts`);
  const crowd = importers.map((path) =>
    parseSource(path, "import { frame } from '../../web/frame.js';", new Set([...importers, 'web/frame.ts'])),
  );
  assert.deepEqual(hubFaults([...crowd, parseSource('web/frame.ts', '', new Set())]), [
    `web/frame.ts is imported by ${MAX_IMPORTERS + 1} files: more than ${MAX_IMPORTERS} make a hub`,
  ]);
  const many = Array.from({ length: MAX_FILES + 1 }, (_, index) => parseSource(`web/w${index}.ts`, '', new Set()));
  assert.deepEqual(crowdFaults(many), [`web holds ${MAX_FILES + 1} files: more than ${MAX_FILES} are two rooms`]);
});
