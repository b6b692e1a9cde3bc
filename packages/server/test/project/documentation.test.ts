import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { createProgram } from '#server/commands/index.js';
import { allVariables, loadConfig } from '#server/config/index.js';
import { createLog } from '#server/kernel/log.js';
import { CALL_ERRORS } from '#server/protocol/call-errors.js';
import { OAUTH_ERRORS } from '#server/protocol/errors.js';
import { createApp, createServices } from '#server/server.js';
import {
  commandEntries,
  codeIn,
  commandNames,
  exportsOf,
  faultsOf,
  rowEntries,
  sectionsOf,
  type Entry,
} from '../support/documentation.js';
import { WORKSPACE } from '../support/paths.js';

const SDK = join(WORKSPACE, 'packages/sdk');

const page = (name: string): string => readFileSync(join(WORKSPACE, name), 'utf8');

const holds = (faults: readonly string[]): void => {
  assert.deepEqual(faults, [], faults.join('\n'));
};

/** Everything an operator can enable, so that every feature is mounted. */
const FULL_INSTALLATION = {
  OCTROI_ISSUER: 'http://localhost:3000',
  OCTROI_SECRET_KEY: 'ab'.repeat(32),
  OCTROI_MAIL_URL: 'mailbox',
  OCTROI_SECURITY_CONTACT: 'mailto:security@example.com',
  OCTROI_TOPUP_PROVIDERS: 'test',
  OCTROI_REGISTRATION: 'open',
  OCTROI_CLIENT_ID_METADATA: 'on',
  OCTROI_RESOURCES: 'developers',
  OCTROI_UPSTREAM: JSON.stringify([{ preset: 'github', client_id: 'id', client_secret: 'secret', sign_up: true }]),
};

/** `/console/apps/:id{[0-9]+}` as the documentation writes it; files whose name holds a hash or version share an entry. */
const documentedPath = (path: string): string =>
  path
    .replaceAll(
      /:(\w+)(?:\{[^/]*\})?/g,
      (_, name: string) => `{${name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}}`,
    )
    .replace(/^\/assets\/.+/, '/assets/{file}')
    .replace(/^\/sdk\/octroi-\d.*\.js$/, '/sdk/octroi-{version}.js');

/** Each path of a full installation, with its methods. Paths that end in `*` belong to middleware. */
const endpoints = async (): Promise<Map<string, Set<string>>> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-documentation-'));
  const config = loadConfig({ ...FULL_INSTALLATION, OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}` });
  const options = { config, log: createLog('silent') };
  const services = await createServices(options);
  try {
    const app = createApp(services, options);
    /** The methods in the 405 answer of a path mounted for every method. */
    const allowed = async (path: string): Promise<string[]> => {
      const { headers } = await app.request(path.replaceAll(/:\w+/g, '1'), { method: 'PROPFIND' });
      return (headers.get('allow') ?? '').split(', ');
    };
    const found = new Map<string, Set<string>>();
    for (const { path, method } of app.routes.filter((route) => !route.path.endsWith('*'))) {
      const named = app.routes.some((route) => route.path === path && route.method !== 'ALL');
      const methods = method !== 'ALL' ? [method] : named ? [] : await allowed(path);
      const known = found.get(documentedPath(path)) ?? [];
      found.set(documentedPath(path), new Set([...known, ...methods.filter((each) => each !== 'HEAD')]));
    }
    return found;
  } finally {
    await services.database.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const sdkPackage = z.object({ exports: z.record(z.string(), z.object({ types: z.string() })) });

/** Every public name of the SDK, by entry point. */
const sdkNames = (): string[] => {
  const { exports } = sdkPackage.parse(JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8')));
  return Object.entries(exports).flatMap(([path, { types }]) =>
    exportsOf(join(SDK, types)).map((name) => `${join('@octroi/sdk', path)} ${name}`),
  );
};

describe('docs/', () => {
  it('describes every setting', () => {
    const names = allVariables().flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
    const [, settings = ''] = page('docs/configuration.md').split(/^## Settings$/m);
    const [table = ''] = settings.split(/^## /m);
    const remedy = 'Write its description in VARIABLES or at its provider, then run `npm run docs`.';
    holds(faultsOf(names, rowEntries(table), 'docs/configuration.md', remedy));
  });

  it('describes every command and every option', () => {
    const remedy = 'Describe it in packages/server/src/commands, then run `npm run docs`.';
    const entries = commandEntries(page('docs/commands.md'));
    holds(faultsOf(commandNames(createProgram()), entries, 'docs/commands.md', remedy));
  });

  it('describes every endpoint and page, with its methods', async () => {
    const found = await endpoints();
    const entries = rowEntries(page('docs/endpoints.md'));
    const remedy = 'Add a row with path, methods and description to the table of its subject.';
    holds(faultsOf([...found.keys()], entries, 'docs/endpoints.md', remedy));
    const documented = entries.map(({ name, cells: [, methods = ''] }) => [name, methods.split(', ').toSorted()]);
    const actual = [...found].map(([path, methods]) => [path, [...methods].toSorted()]);
    assert.deepEqual(Object.fromEntries(documented), Object.fromEntries(actual), 'methods in docs/endpoints.md');
  });

  it('describes every OAuth error code', () => {
    const remedy = 'Write its row in OAUTH_ERRORS or CALL_ERRORS, then run `npm run docs`.';
    const codes = [...Object.keys(OAUTH_ERRORS), ...Object.keys(CALL_ERRORS)];
    holds(faultsOf(codes, rowEntries(page('docs/errors.md')), 'docs/errors.md', remedy));
  });

  it('describes every public symbol of the SDK', () => {
    const entries = sectionsOf(page('docs/sdk.md')).flatMap(({ name: entryPoint, text }) =>
      rowEntries(text).map((entry) => ({ ...entry, name: `${entryPoint} ${entry.name}` })),
    );
    const remedy = 'Add a row with its name and a description below the heading of its entry point.';
    holds(faultsOf(sdkNames(), entries, 'docs/sdk.md', remedy));
  });
});

/** GitHub's anchors of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** A page's broken relative links, to files or headings. */
const brokenLinks = (name: string): string[] =>
  [...page(name).matchAll(/\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]+))?\)/g)]
    .filter(([, path = '', anchor]) => {
      const target = path === '' ? name : join(dirname(name), path);
      if (!existsSync(join(WORKSPACE, target))) return true;
      return anchor !== undefined && !anchorsOf(page(target)).includes(anchor);
    })
    .map(([link]) => `${name}: ${link}`);

/** The folders that pages name code files from, such as `protocol/errors.ts`. */
const STARTS = ['', 'packages/server', 'packages/server/src', 'packages/server/test'];

/** Code files that a page names in code spans and that do not exist. `NNNN-name.ts` and the like are placeholders. */
const missingFiles = (name: string): string[] =>
  [...page(name).matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.(?:tsx?|mjs))`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/NNNN|VERSION/.test(path))
    .filter((path) => !STARTS.some((start) => existsSync(join(WORKSPACE, start, path))))
    .map((path) => `${name}: ${path}`);

/** Code without white space and the end of its list, because a registry may have more entries than are shown. */
const bare = (text: string): string => text.replaceAll(/\s/g, '').replace(/\];$/, '');

describe('the pages of the project', () => {
  const docs = readdirSync(join(WORKSPACE, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name));
  const ours = ['README.md', 'CONTEXT.md', 'CONTRIBUTING.md', ...docs];

  it('show how to add a grant type by code that is there', () => {
    const shown = codeIn('CONTRIBUTING.md', 'Add a grant type');
    const files = ['domain/tokens/grants/authorization-code.ts', 'wiring/grants.ts'];
    const code = files.map((name) => page(`packages/server/src/${name}`)).join('\n');
    assert.equal(shown.length, 2);
    assert.deepEqual(
      shown.filter((block) => !bare(code).includes(bare(block))),
      [],
    );
  });

  it('show a setting as it stands in the table', () => {
    const [shown = '', ...others] = codeIn('CONTRIBUTING.md', 'Add a setting');
    assert.ok(shown !== '' && page('packages/server/src/config/variables.ts').includes(shown));
    assert.deepEqual(others, []);
  });

  it('link to files and headings that exist', () => {
    assert.deepEqual([...ours, 'examples/README.md', 'packages/sdk/README.md'].flatMap(brokenLinks), []);
  });

  it('are listed in the index of their folder', () => {
    const listed = docs.filter((name) => page(join(dirname(name), 'README.md')).includes(`(${basename(name)})`));
    assert.deepEqual(
      listed,
      docs.filter((name) => basename(name) !== 'README.md'),
    );
  });

  it('name files that exist', () => {
    assert.deepEqual(ours.flatMap(missingFiles), []);
  });

  it('show a line of the table of app settings as it stands there', () => {
    const table = page('packages/server/src/domain/apps/settings/table.ts');
    const shown = page('CONTRIBUTING.md').match(/^ {2}\w+: setting\(.*$/gm) ?? [];
    assert.equal(shown.length, 1);
    assert.ok(table.includes(`${shown.join('')}\n`), shown.join(''));
  });
});

const entry = (name: string, description = 'Text.'): Entry => ({ name, description, cells: [] });

describe('the check of docs/', () => {
  it('names what lacks an entry, what has an empty or second one, and what is described but gone', () => {
    const entries = [entry('kept'), entry('empty', ''), entry('twice'), entry('twice'), entry('gone')];
    assert.deepEqual(faultsOf(['kept', 'empty', 'twice', 'new'], entries, 'docs/page.md', 'Add a row.'), [
      'new has no entry in docs/page.md. Add a row.',
      'empty has an entry without a description in docs/page.md. Add a row.',
      'docs/page.md describes gone, which no longer exists. Delete the entry.',
      'docs/page.md describes twice twice. Delete one of the entries.',
    ]);
  });

  it('reads names of table rows and of sections', () => {
    const text =
      '| `--global` | G. |\n\n### `one two`\n\nDoes it.\n\n| option | meaning |\n| `--flag <x>` | A \\| b. |\n';
    assert.deepEqual(commandEntries(text), [
      { name: 'octroi --global', description: 'G.', cells: ['`--global`', 'G.'] },
      { name: 'one two', description: 'Does it.', cells: [] },
      { name: 'one two --flag', description: 'A \\| b.', cells: ['`--flag <x>`', 'A \\| b.'] },
    ]);
  });

  it('finds the exports of a declaration file, however they are written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'octroi-exports-'));
    try {
      const write = async (name: string, text: string): Promise<string> => {
        await writeFile(join(folder, name), text);
        return join(folder, name);
      };
      await write('other.d.ts', 'export interface Far {\n  a: string;\n}\n');
      const all = `import type { X } from './x.js';
export { a, type B, c as d, } from './x.js';
export type { E } from './x.js';
export * from './other.js';
export declare const f: X;
export declare class G {
}
export type H = 'export';
interface Hidden {}
export {};
`;
      assert.deepEqual(exportsOf(await write('all.d.ts', all)), ['B', 'E', 'Far', 'G', 'H', 'a', 'd', 'f']);
      const strange = await write('strange.d.ts', 'export = a;\n');
      assert.throws(() => exportsOf(strange), /a form that this test does not know/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
