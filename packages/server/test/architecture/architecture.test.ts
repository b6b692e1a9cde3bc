import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  findCycles,
  foldersOf,
  packagesLoadedWith,
  parseSource,
  readSources,
  type SourceFile,
} from '../support/source-graph.js';
import { PACKAGE, WORKSPACE } from '../support/paths.js';

const workspace = WORKSPACE;
const sourceFolder = join(PACKAGE, 'src');
const sources = readSources(sourceFolder);

/** What a room (a top folder or a top file of src) may import besides itself. */
interface Room {
  readonly imports: readonly string[];
  /** Rooms of which it may import types and nothing else. */
  readonly types?: readonly string[];
}

const VOCABULARY = ['kernel', 'protocol', 'i18n'];
const PORTS = ['accounts', 'payments', 'mail'];
const PARTS = [
  ...VOCABULARY,
  'store',
  ...PORTS,
  'services',
  'web',
  'features',
  'jobs',
  'config-values.ts',
  'config-upstream.ts',
  'config-variables.ts',
  'config.ts',
  'config-description.ts',
  'secret-key.ts',
];

const ROOMS: Readonly<Record<string, Room>> = {
  kernel: { imports: [] },
  protocol: { imports: ['kernel'] },
  i18n: { imports: ['kernel'] },
  store: { imports: VOCABULARY },
  accounts: { imports: [...VOCABULARY, 'store'] },
  payments: { imports: [...VOCABULARY, 'store'] },
  mail: { imports: [...VOCABULARY, 'store'] },
  services: { imports: [...VOCABULARY, 'store', ...PORTS] },
  web: { imports: VOCABULARY, types: ['services', 'accounts'] },
  features: { imports: [...VOCABULARY, 'services', 'web'], types: PORTS },
  jobs: { imports: [...VOCABULARY, 'store', ...PORTS, 'services'] },
  'config-values.ts': { imports: ['kernel'] },
  'config-upstream.ts': { imports: ['kernel', 'config-values.ts'] },
  'config-variables.ts': { imports: ['kernel', 'config-values.ts', 'config-upstream.ts'] },
  'config.ts': { imports: ['config-values.ts', 'config-variables.ts'] },
  'config-description.ts': { imports: ['config-variables.ts', 'config.ts'] },
  'secret-key.ts': { imports: ['config-values.ts', 'config.ts'] },
  wiring: { imports: PARTS },
  'server.ts': { imports: [...PARTS, 'wiring'] },
  commands: { imports: [...PARTS, 'server.ts'] },
  'cli.ts': { imports: [...PARTS, 'server.ts', 'commands'] },
};

/** Files that stand for one concrete choice, and the only places (paths, or their beginnings) that may name them. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'accounts/built-in.ts': ['wiring/', 'commands/'],
  'store/sqlite.ts': ['commands/', 'store/connect.ts'],
  'store/postgres.ts': ['commands/', 'store/connect.ts'],
};

/** Libraries that only some installations need: loading them would make every start slower and larger (ADR 0009). */
const LATE = [
  '@hono/zod-openapi',
  '@simplewebauthn/server',
  'better-sqlite3',
  'http-cache-semantics',
  'jose',
  'oauth4webapi',
  'otplib',
  'pg',
  'uqr',
  'zod',
];

const MAX_LINES = 320;
const MAX_IMPORTERS = 30;
/** What every page is made of: as many import them as there are pages. */
const PAGE_PARTS = new Set(['web/page.tsx', 'web/form.tsx']);

/** The room of a file, and the part of it that counts as one: each feature is a room of its own. */
const placeOf = (path: string): { room: string; unit: string } => {
  const [room = '', inner = ''] = path.split('/');
  return { room, unit: room === 'features' ? `${room}/${inner}` : room };
};

const directionFaults = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) => {
    const from = placeOf(file.path);
    const rules = ROOMS[from.room];
    if (rules === undefined) return [`${file.path}: ${from.room} is in no room of the table above`];
    return file.imports
      .filter(({ kind }) => kind === 'file')
      .flatMap(({ target, typesOnly }) => {
        const to = placeOf(target);
        if (to.unit === from.unit || rules.imports.includes(to.room)) return [];
        const allowsTypes = rules.types?.includes(to.room) === true;
        if (allowsTypes && typesOnly) return [];
        const rule = allowsTypes
          ? `${from.room} may import only types of ${to.room}`
          : from.room === to.room
            ? `${from.room} never import each other`
            : `${from.room} may import only ${[from.room, ...rules.imports].join(', ')}`;
        return [`${file.path} imports ${target}: ${rule}`];
      });
  });

const choiceFaults = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    file.imports.flatMap(({ target }) => {
      const places = CHOICES[target];
      if (places === undefined || places.some((place) => file.path.startsWith(place))) return [];
      return [`${file.path} imports ${target}: only ${places.join(', ')} may name it`];
    }),
  );

const lengthFaults = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => !path.startsWith('i18n/') && !path.startsWith('store/migrations/'))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines: more than ${MAX_LINES} are two subjects`);

const hubFaults = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => !['kernel', 'protocol'].includes(placeOf(path).room) && !path.endsWith('types.ts'))
    .filter(({ path }) => !PAGE_PARTS.has(path))
    .map(({ path }) => ({
      path,
      importers: files.filter(({ imports }) => imports.some((each) => each.target === path && !each.typesOnly)).length,
    }))
    .filter(({ importers }) => importers > MAX_IMPORTERS)
    .map(({ path, importers }) => `${path} is imported by ${importers} files: more than ${MAX_IMPORTERS} make a hub`);

const none = (faults: readonly string[]): void => {
  if (faults.length > 0) assert.fail(`\n${faults.join('\n')}\n`);
};

test('imports point only one way, from room to room', () => none(directionFaults(sources)));

test('no import leads back to where it came from', () => none(findCycles(sources).map((cycle) => cycle.join(' -> '))));

test('only the composition root and the commands name a concrete account source or database', () => {
  const rooms = new Set(sources.map(({ path }) => placeOf(path).room));
  const paths = new Set(sources.map(({ path }) => path));
  const vanished = Object.keys(CHOICES).filter((path) => rooms.has(placeOf(path).room) && !paths.has(path));
  none([...choiceFaults(sources), ...vanished.map((path) => `${path} is gone: the table above still names it`)]);
});

test('no file has grown to two subjects, and none is a hub', () =>
  none([...lengthFaults(sources), ...hubFaults(sources)]));

// jose came to be loaded at every start, when DPoP and client assertions imported it at the top of their files.
test('what only some installations need is not loaded with the server', () => {
  const loaded = packagesLoadedWith(sources, 'server.ts');
  assert.ok(loaded.has('hono'), 'the walk gets that far');
  none(LATE.filter((name) => loaded.has(name)).map((name) => `${name} is loaded at every start`));
});

test('every folder says in its README what it owns', () =>
  none(
    foldersOf(sources)
      .filter((folder) => !existsSync(join(sourceFolder, folder, 'README.md')))
      .map((folder) => `${folder} has no README.md`),
  ));

test('the packages never import each other, nor reach into each other by path', () => {
  const packages = readdirSync(join(workspace, 'packages'))
    .map((folder) => join(workspace, 'packages', folder))
    .filter((folder) => existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'src')));
  const names = packages.map((folder): string => {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    assert.ok(typeof manifest === 'object' && manifest !== null && 'name' in manifest);
    return String(manifest.name);
  });
  assert.ok(names.includes('octroi'));
  none(
    packages.flatMap((folder, index) =>
      readSources(join(folder, 'src')).flatMap(({ path, imports }) =>
        imports
          .filter(({ target, kind }) => (kind === 'package' ? names.includes(target) : target.startsWith('..')))
          .map(({ target }) => `${names[index]}: ${path} imports ${target}: packages stand alone`),
      ),
    ),
  );
});

test('the rules above catch what they are there for', () => {
  const written = {
    'features/token/index.ts':
      "import { page } from '../sign-in/page.js';\nimport { store } from '../../store/users.js';",
    'features/sign-in/page.tsx': "import type { Account } from '../../accounts/port.js';",
    'features/sign-in/index.ts': "import { source } from '../../accounts/built-in.js';",
    'accounts/port.ts': "export type { Account } from './built-in.js';",
    'accounts/built-in.ts': "import {\n  type Account,\n  check,\n} from './port.js';\nimport { Pool } from 'pg';",
    'store/users.ts': "const later = () => import('../server.js');",
    'server.ts': '',
    'wiring/services.ts': "// import { nothing } from './nowhere.js';\nimport '../accounts/built-in.js';",
    'helpers/all.ts': 'export const all = 1;\n'.repeat(MAX_LINES + 1),
  };
  const known = new Set(Object.keys(written));
  const files = Object.entries(written).map(([path, text]) => parseSource(path, text, known));

  assert.deepEqual(directionFaults(files), [
    'features/token/index.ts imports features/sign-in/page.tsx: features never import each other',
    'features/token/index.ts imports store/users.ts: features may import only features, kernel, protocol, i18n, services, web',
    'features/sign-in/index.ts imports accounts/built-in.ts: features may import only types of accounts',
    'store/users.ts imports server.ts: store may import only store, kernel, protocol, i18n',
    'helpers/all.ts: helpers is in no room of the table above',
  ]);
  assert.deepEqual(choiceFaults(files), [
    'features/sign-in/index.ts imports accounts/built-in.ts: only wiring/, commands/ may name it',
    'accounts/port.ts imports accounts/built-in.ts: only wiring/, commands/ may name it',
  ]);
  assert.deepEqual([...packagesLoadedWith(files, 'wiring/services.ts')], ['pg']);
  assert.deepEqual([...packagesLoadedWith(files, 'features/sign-in/page.tsx')], []);
  assert.deepEqual(findCycles(files), [['accounts/port.ts', 'accounts/built-in.ts', 'accounts/port.ts']]);
  assert.deepEqual(lengthFaults(files), [
    `helpers/all.ts has ${MAX_LINES + 1} lines: more than ${MAX_LINES} are two subjects`,
  ]);
  assert.deepEqual(foldersOf(files), [
    'accounts',
    'features',
    'features/sign-in',
    'features/token',
    'helpers',
    'store',
    'wiring',
  ]);

  const importers = Array.from({ length: MAX_IMPORTERS + 1 }, (_, index) => `features/f${index}/index.ts`);
  const crowd = importers.map((path) =>
    parseSource(path, "import { frame } from '../../web/frame.js';", new Set([...importers, 'web/frame.ts'])),
  );
  assert.deepEqual(hubFaults([...crowd, parseSource('web/frame.ts', '', new Set())]), [
    `web/frame.ts is imported by ${MAX_IMPORTERS + 1} files: more than ${MAX_IMPORTERS} make a hub`,
  ]);
});
