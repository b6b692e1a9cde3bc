import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { WORKSPACE } from '../support/paths.js';

interface Manifest {
  readonly version: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const folderOf = (name: string): string => join(WORKSPACE, 'packages', name);

const manifestOf = (name: string): Manifest => JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'));

/** The paths that `npm publish` would put into the tarball. */
const packedFiles = (name: string): string[] => {
  const options = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const output = execFileSync('npm', options, { cwd: folderOf(name), encoding: 'utf8' });
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(output);
  return files.map(({ path }) => path);
};

/** Tests, their scenes, and compiler state. Test users and the test provider belong to the product. */
const NOT_FOR_USERS = /(?:^|\/)(?:dist-test|tests?|scenes?)(?:\/|$)|\.test\.|scene|\.tsbuildinfo$/;

/** Every file in a folder of the package, as paths from the package. */
const filesIn = (name: string, folder: string): string[] =>
  readdirSync(join(folderOf(name), folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folderOf(name).length + 1));

/** Whether the source of a source map in dist exists. */
const hasSource = (name: string, map: string): boolean => {
  const source = join(folderOf(name), map.replace(/^dist\//, 'src/').replace(/\.js\.map$/, ''));
  return ['.ts', '.tsx'].some((extension) => existsSync(source + extension));
};

const server = manifestOf('server');
const sdk = manifestOf('sdk');

/** Files each package needs. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  server: [
    'package.json',
    'LICENSE',
    ...Object.values(server.bin ?? {}),
    'dist/bundle/commands.js',
    'dist/inkwell/main.js',
    `dist/sdk-script/octroi-${sdk.version}.js`,
    ...['dist/bundle', 'assets'].flatMap((folder) => filesIn('server', folder)),
  ],
  sdk: ['package.json', 'README.md', ...Object.values(sdk.exports ?? {}).flatMap((door) => Object.values(door))],
};

for (const [name, needed] of Object.entries(PACKAGES)) {
  describe(`the published package of packages/${name}`, () => {
    const files = packedFiles(name);

    test('has everything that it needs to run', () => {
      const paths = needed.map((path) => path.replace(/^\.\//, ''));
      assert.ok(paths.length > 3, paths.join());
      assert.deepEqual(
        paths.filter((path) => !files.includes(path)),
        [],
      );
    });

    test('has no tests and no build leftovers', () => {
      assert.deepEqual(
        files.filter((path) => NOT_FOR_USERS.test(path)),
        [],
      );
    });

    // The compiler never deletes the output of moved or deleted files.
    test('has no module whose source is gone', () => {
      assert.deepEqual(
        files.filter((path) => path.endsWith('.js.map') && !hasSource(name, path)),
        [],
      );
    });
  });
}

test('files that are not for users are recognised, and similar names are not', () => {
  const leftovers = ['dist/test/a.js', 'dist-test/a.js', 'dist/a.test.js', 'dist/attacks/scene.js', 'x.tsbuildinfo'];
  const product = [
    'dist/features/topup/providers/test-payment/index.js',
    'dist/i18n/en/test-users.js',
    'dist/protocol/attest.js',
  ];
  assert.deepEqual(
    [...leftovers, ...product].filter((path) => NOT_FOR_USERS.test(path)),
    leftovers,
  );
});
