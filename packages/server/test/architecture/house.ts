import { dirname } from 'node:path';
import type { Import, SourceFile } from '../support/source-graph.js';

/** What a top-level folder or file of src may import besides itself. */
interface Room {
  readonly imports: readonly string[];
  /** Folders from which it may import only types. */
  readonly types?: readonly string[];
}

const VOCABULARY = ['kernel', 'protocol', 'i18n'];
const PARTS = [...VOCABULARY, 'database', 'domain', 'web', 'features', 'config'];

/** The house plan: imports point one way. */
const ROOMS: Readonly<Record<string, Room>> = {
  kernel: { imports: [] },
  protocol: { imports: ['kernel'] },
  i18n: { imports: ['kernel', 'protocol'] },
  database: { imports: ['kernel'] },
  domain: { imports: [...VOCABULARY, 'database'] },
  web: { imports: VOCABULARY, types: ['domain'] },
  features: { imports: [...VOCABULARY, 'domain', 'web'] },
  /** Providers of payment and sign-in define their own settings. */
  config: { imports: ['kernel', 'domain', 'features'] },
  wiring: { imports: PARTS },
  'server.ts': { imports: [...PARTS, 'wiring'] },
  commands: { imports: [...PARTS, 'wiring', 'server.ts'] },
  'cli.ts': { imports: [...PARTS, 'wiring', 'server.ts', 'commands'] },
};

/**
 * The subjects of the domain in their order: each may import those before it, and only their index.ts. A verb that
 * spans subjects is in the last of those it touches.
 */
export const SUBJECTS = [
  'audit',
  'idempotency',
  'keys',
  'accounts',
  'mail',
  'developers',
  'apps',
  'request-log',
  'client-auth',
  'tokens',
  'resources',
  'device',
  'logout',
  'sessions',
  'authorization',
  'sign-in',
  'wallet',
  'playground',
  'account-data',
] as const;

/** Folders with one implementation of a port each; wiring may import them besides the index. */
const IMPLEMENTATIONS = /^domain\/[^/]+\/(?:sources|providers|grants|transports)\//;

/** Everything but its door may only be imported by a subject's own files. Wiring joins the tables. */
const isDoor = (path: string): boolean => /^domain\/[^/]+\/index\.tsx?$/.test(path);
const isTables = (path: string): boolean => /^domain\/[^/]+\/tables\.ts$/.test(path);

/** Files that the product works without, or one of several choices, and the only places (paths or prefixes) that may import them. */
export const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'domain/playground/index.ts': ['wiring/', 'features/playground/', 'domain/account-data/'],
  'domain/accounts/sources/built-in/accounts.ts': ['wiring/'],
  'domain/sign-in/upstream/providers/openid.ts': ['domain/sign-in/upstream/providers/index.ts'],
  'domain/sign-in/upstream/providers/github.ts': ['domain/sign-in/upstream/providers/index.ts'],
  'features/topup/providers/index.ts': ['config/'],
  'features/topup/providers/test-payment/index.tsx': ['features/topup/providers/index.ts'],
  'database/sqlite/open.ts': ['commands/', 'database/connect.ts'],
  'database/postgres/open.ts': ['commands/', 'database/connect.ts'],
};

/** Libraries that only some installations need; loading them would make every start slower and use more memory (ADR 0009). */
export const LATE = [
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

export const MAX_LINES = 320;
export const MAX_FILES = 15;
export const MAX_IMPORTERS = 30;

/** Folders that may contain more files, each with a reason. */
const LARGE_FOLDERS: Readonly<Record<string, string>> = {
  'database/migrations': 'one file for each step of the schema',
  protocol: 'one file for each term of the RFCs, all pure',
  kernel: 'one small tool a file, none of which knows another subject',
  'i18n/en': 'one catalogue a subject',
  'i18n/fr': 'one catalogue a subject',
  'i18n/pt': 'one catalogue a subject',
  'i18n/zh': 'one catalogue a subject',
};

/** Imported by every page. */
const PAGE_PARTS = new Set(['web/kit/page.tsx', 'web/kit/form.tsx']);

export const subjectOf = (path: string): string | null => /^domain\/([^/]+)\//.exec(path)?.[1] ?? null;

/** The top-level folder of a file, and the unit in it: each feature is one. */
const placeOf = (path: string): { room: string; unit: string } => {
  const [room = '', inner = ''] = path.split('/');
  return { room, unit: room === 'features' ? `${room}/${inner}` : room };
};

const roomFault = (file: SourceFile, { target, typesOnly }: Import): string | null => {
  const from = placeOf(file.path);
  const to = placeOf(target);
  const rules = ROOMS[from.room];
  if (rules === undefined) return null;
  if (to.unit === from.unit || rules.imports.includes(to.room)) return null;
  const allowsTypes = rules.types?.includes(to.room) === true;
  if (allowsTypes && typesOnly) return null;
  if (allowsTypes) return `${from.room} may import only types of ${to.room}`;
  return from.room === to.room
    ? `${from.room} never import each other`
    : `${from.room} may import only ${[from.room, ...rules.imports].join(', ')}`;
};

const order = (subject: string): number => SUBJECTS.findIndex((name) => name === subject);

const subjectFault = (file: SourceFile, { target }: Import): string | null => {
  const to = subjectOf(target);
  if (to === null) return null;
  const from = subjectOf(file.path);
  if (from === to) return isDoor(target) ? `its own files are imported one by one, not by the door of ${to}` : null;
  const mayNameParts = file.path.startsWith('wiring/') && (IMPLEMENTATIONS.test(target) || isTables(target));
  if (!isDoor(target) && !mayNameParts) return `domain/${to}/index.ts is the only door of ${to}`;
  if (from !== null && order(to) > order(from)) return `${to} comes after ${from}`;
  return null;
};

const faultsOf = (files: readonly SourceFile[], judge: (file: SourceFile, each: Import) => string | null): string[] =>
  files.flatMap((file) =>
    file.imports
      .filter(({ kind }) => kind === 'file')
      .flatMap((each) => {
        const fault = judge(file, each);
        return fault === null ? [] : [`${file.path} imports ${each.target}: ${fault}`];
      }),
  );

export const directionFaults = (files: readonly SourceFile[]): string[] => [
  ...files
    .filter(({ path }) => ROOMS[placeOf(path).room] === undefined)
    .map(({ path }) => `${path}: ${placeOf(path).room} is no room of the house plan`),
  ...faultsOf(files, roomFault),
];

export const subjectFaults = (files: readonly SourceFile[]): string[] => {
  const known = new Set<string>(SUBJECTS);
  const found = new Set(files.flatMap(({ path }) => subjectOf(path) ?? []));
  return [
    ...[...found]
      .filter((name) => !known.has(name))
      .map((name) => `domain/${name} has no place in the order of subjects`),
    ...faultsOf(files, subjectFault),
  ];
};

export const choiceFaults = (files: readonly SourceFile[]): string[] =>
  faultsOf(files, (file, { target }) => {
    const places = CHOICES[target];
    return places === undefined || places.some((place) => file.path.startsWith(place))
      ? null
      : `only ${places.join(', ')} may name it`;
  });

const WRITES = /(?:\.(?:insertInto|updateTable|deleteFrom)\(\s*|\b(?:deleteUpTo|outboxVerbs)\(\s*\w+,\s*)'(\w+)/g;

/** Each table is written only by its subject. `tablesOf` returns the tables in a subject's tables.ts. */
export const writeFaults = (
  texts: ReadonlyMap<string, string>,
  tablesOf: (subject: string) => ReadonlySet<string>,
): string[] =>
  [...texts].flatMap(([path, text]) => {
    const subject = subjectOf(path);
    if (path.startsWith('database/')) return [];
    const own = subject === null ? new Set<string>() : tablesOf(subject);
    return [...text.matchAll(WRITES)]
      .map(([, table = '']) => table)
      .filter((table) => !own.has(table))
      .map((table) => `${path} writes ${table}, which is not a table of ${subject ?? 'any subject'}`);
  });

const LIST = /^(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)';/gm;

const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map((name) =>
      name
        .trim()
        .replace(/^type /, '')
        .replace(/ as .*$/, ''),
    )
    .filter((name) => name !== '');

/** A door offers only what others take. `texts` are the sources and the tests, by path. */
export const doorFaults = (texts: ReadonlyMap<string, string>): string[] => {
  const taken = new Set(
    [...texts].flatMap(([, text]) =>
      [...text.matchAll(LIST)].flatMap(([, list = '', from = '']) => {
        const subject = /(?:^|\/)([a-z-]+)\/index\.js$/.exec(from)?.[1];
        return subject === undefined ? [] : namesIn(list).map((name) => `${subject} ${name}`);
      }),
    ),
  );
  return [...texts]
    .filter(([path]) => isDoor(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(LIST)]
        .flatMap(([, list = '']) => namesIn(list))
        .filter((name) => !taken.has(`${subjectOf(path)} ${name}`))
        .map((name) => `${path} offers ${name}, which nobody takes`),
    );
};

export const lengthFaults = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => !path.startsWith('i18n/') && !path.startsWith('database/migrations/'))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path} has ${lines} lines: more than ${MAX_LINES} are two subjects`);

export const crowdFaults = (files: readonly SourceFile[]): string[] => {
  const counts = new Map<string, number>();
  for (const { path } of files) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([folder, count]) => count > MAX_FILES && !(folder in LARGE_FOLDERS))
    .map(([folder, count]) => `${folder} holds ${count} files: more than ${MAX_FILES} are two rooms`);
};

export const hubFaults = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => !['kernel', 'protocol'].includes(placeOf(path).room))
    .filter(({ path }) => !isDoor(path) && !PAGE_PARTS.has(path))
    .map(({ path }) => ({
      path,
      importers: files.filter(({ imports }) => imports.some((each) => each.target === path && !each.typesOnly)).length,
    }))
    .filter(({ importers }) => importers > MAX_IMPORTERS)
    .map(({ path, importers }) => `${path} is imported by ${importers} files: more than ${MAX_IMPORTERS} make a hub`);

/** A subject's store/ and a language's catalogues are covered by the README above them. */
export const speaksForItself = (folder: string): boolean =>
  !/^domain\/.*\/store$/.test(folder) && !/^i18n\/\w+$/.test(folder);
