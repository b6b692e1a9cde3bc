import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PACKAGE } from '../support/paths.js';
import { readSources } from '../support/source-graph.js';

// Subjects speak in domain values, not rows: flags are booleans, nobody is null, JSON is parsed and names are in camel case. Only
// the files that hold a subject's SQL know how a column is called.

const sourceFolder = join(PACKAGE, 'src');

/** Source without comments and string contents, excluding the files that contain SQL. */
interface Source {
  path: string;
  text: string;
}

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const holdsSql = (path: string): boolean =>
  path.startsWith('database/') || /^domain\/.*(?:\/store\.ts$|\/store\/|\/tables\.ts$|\/erase-user\.ts$)/.test(path);

const bare = (text: string): string =>
  text
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replaceAll(/\/\/.*$/gm, '');

const paths = readSources(sourceFolder)
  .map(({ path }) => path)
  .filter((path) => !isTest(path));
const read = (path: string): string => readFileSync(join(sourceFolder, path), 'utf8');
const sources: readonly Source[] = paths
  .filter((path) => !holdsSql(path) && !path.startsWith('i18n/'))
  .map((path) => ({ path, text: bare(read(path)) }));

/** Column names of at least two words. */
const columnsIn = (tables: string): string[] =>
  [...tables.matchAll(/interface \w+(?:Table|Record)(?: extends [\w, ]+)? \{(.*?)\n\}/gs)].flatMap(([, body = '']) =>
    [...body.matchAll(/^ {2}(\w+_\w+):/gm)].map(([, name = '']) => name),
  );
/** The columns of apps follow from the table of their settings. */
const settingColumns = [...read('domain/apps/settings/table.ts').matchAll(/column: '(\w+_\w+)'/g)].map(
  ([, name = '']) => name,
);
const columns = new Set([
  ...settingColumns,
  ...paths.filter((path) => path.endsWith('/tables.ts')).flatMap((path) => columnsIn(read(path))),
]);

/** Columns named as in RFCs, our API or our forms. */
const ON_THE_WIRE = new Set([
  'allow_browser_secret',
  'auth_time',
  'backchannel_logout_uri',
  'client_id',
  'client_uri',
  'code_challenge',
  'dpop_jkt',
  'email_verified',
  'grant_types',
  'jwks_uri',
  'post_logout_redirect_uris',
  'redirect_uri',
  'request_id',
  'require_pkce',
  'return_to',
  'used_quota',
  'user_agent',
]);

/** Files that write other such names into JSON. */
const IN_JSON: Readonly<Record<string, readonly string[]>> = {
  'commands/app-reading.ts': ['owner_id'],
  'commands/resource.ts': ['owner_id'],
  'domain/audit/archive.ts': ['app_id', 'user_id'],
};

/** Files that parse JSON that is not a column. */
const PARSERS: Readonly<Record<string, string>> = {
  'config/upstream.ts': 'a setting',
  'domain/apps/settings/types.ts': 'how the value of a kind of setting is read from its column',
  'domain/keys/material.ts': 'a private key, once it is opened',
  'domain/wallet/wallet.ts': 'a ticket that we have signed',
  'kernel/json.ts': 'JSON of others',
  'kernel/keys.ts': 'what we have sealed',
  'protocol/access-token.ts': 'a token that we have signed',
  'protocol/resource-grants.ts': 'the grants of a token or an authorization, in their stored form',
  'web/http/body.ts': 'the body of a request',
};

const rowFaults = ({ path, text }: Source, known: ReadonlySet<string>): string[] => {
  const names = [...text.matchAll(/\b[a-z]\w*_\w+\b/g)]
    .map(([name]) => name)
    .filter((name) => known.has(name) && !ON_THE_WIRE.has(name) && IN_JSON[path]?.includes(name) !== true);
  const rows = [...text.matchAll(/^import [^;]*?\b([A-Z]\w*Row)\b[^;]*;/gm)].map(([, name]) => name);
  const flags = [...text.matchAll(/\b(?:is[A-Z]\w*|\w+_\w+) [!=]== [01]\b/g)].map(([found]) => found);
  const nobodies = [...text.matchAll(/\b(?:owner\w*|user_?[iI]d) [!=]== ''/g)].map(([found]) => found);
  const parses = text.includes('JSON.parse(') && PARSERS[path] === undefined ? ['JSON.parse'] : [];
  return [...new Set([...names, ...rows, ...flags, ...nobodies, ...parses])].map((found) => `${path}: ${found}`);
};

test('outside the stores, nothing uses column names, compares flags with numbers, or parses columns’ JSON', () => {
  assert.ok(columns.size > 50, 'the columns are found');
  const faults = sources.flatMap((source) => rowFaults(source, columns));
  assert.deepEqual(faults, []);
});

test('every exception above is one', () => {
  const texts = new Map(sources.map(({ path, text }) => [path, text]));
  assert.deepEqual(
    Object.keys(PARSERS).filter((path) => texts.get(path)?.includes('JSON.parse(') !== true),
    [],
  );
  assert.deepEqual(
    Object.entries(IN_JSON).flatMap(([path, names]) =>
      names.filter((name) => texts.get(path)?.includes(`${name}:`) !== true),
    ),
    [],
  );
  assert.deepEqual(
    [...ON_THE_WIRE].filter((name) => !columns.has(name)),
    [],
  );
});

test('the rule catches what it is there for', () => {
  const known = new Set(
    columnsIn('export interface AppsTable {\n  id: Generated<number>;\n  owner_id: string;\n  is_public: number;\n}'),
  );
  assert.deepEqual([...known], ['owner_id', 'is_public']);
  const faultsOf = (text: string): string[] => rowFaults({ path: 'features/a.ts', text: bare(text) }, known);
  assert.deepEqual(faultsOf('const owner = app.owner_id;'), ['features/a.ts: owner_id']);
  assert.deepEqual(faultsOf('const { owner_id: owner } = app;'), ['features/a.ts: owner_id']);
  assert.deepEqual(faultsOf('if (app.isPublic === 1) return;'), ['features/a.ts: isPublic === 1']);
  assert.deepEqual(faultsOf("if (app.ownerId !== '') return;"), ["features/a.ts: ownerId !== ''"]);
  assert.deepEqual(faultsOf("import {\n  type AppRow,\n} from './store.js';"), ['features/a.ts: AppRow']);
  assert.deepEqual(faultsOf('const uris = JSON.parse(app.uris);'), ['features/a.ts: JSON.parse']);
  const fine =
    "// owner_id\n/** is_public */ const text = 'owner_id'; const { client_id } = app; if (list.length === 0) return;";
  assert.deepEqual(faultsOf(fine), []);
});
