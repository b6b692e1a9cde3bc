import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';

const folder = join(import.meta.dirname, '..');
const source = join(folder, 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

const IMPORT =
  /^\s*(?:import|export)\s+[^'"]*?\bfrom\s+['"](?<target>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]/gm;

/** What each folder may import besides itself. `core` imports nothing; browser and server do not import each other. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  browser: ['core'],
  resource: ['core'],
  server: ['core'],
  adapters: ['core', 'server'],
};

const roomOf = (path: string): string => path.split('/')[0] ?? '';

const importsOf = (path: string): string[] =>
  [...readFileSync(join(source, path), 'utf8').matchAll(IMPORT)].map(
    ({ groups }) => groups?.['target'] ?? groups?.['dynamic'] ?? '',
  );

describe('the SDK', () => {
  it('imports nothing but its own files: no package, no platform module, nothing of the server', () => {
    const foreign = files.flatMap((path) =>
      importsOf(path)
        .filter((target) => !target.startsWith('.') || normalize(join(dirname(path), target)).startsWith('..'))
        .map((target) => `${path} imports ${target}`),
    );
    assert.deepEqual(foreign, []);
    assert.ok(files.flatMap(importsOf).length > 50, 'imports are found at all');
  });

  it('imports one way, from room to room', () => {
    const wrong = files.flatMap((path) =>
      importsOf(path)
        .map((target) => roomOf(normalize(join(dirname(path), target))))
        .filter((room) => room !== roomOf(path) && ROOMS[roomOf(path)]?.includes(room) !== true)
        .map((room) => `${path} imports from ${room}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('is compiled without the types of any platform', () => {
    const config: unknown = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
    assert.ok(typeof config === 'object' && config !== null && 'compilerOptions' in config);
    const { compilerOptions } = config;
    assert.ok(typeof compilerOptions === 'object' && compilerOptions !== null && 'types' in compilerOptions);
    assert.deepEqual(compilerOptions.types, []);
  });

  it('has a README in every room, no file of two subjects, and no folder of two rooms', () => {
    const rooms = new Set(files.map(roomOf));
    assert.deepEqual(
      [...rooms].filter((room) => !existsSync(join(source, room, 'README.md'))),
      [],
    );
    const long = files.filter((path) => readFileSync(join(source, path), 'utf8').trimEnd().split('\n').length > 320);
    assert.deepEqual(long, []);
    const folders = Map.groupBy(files, (path) => dirname(path));
    assert.deepEqual(
      [...folders].filter(([, inside]) => inside.length > 15).map(([name]) => name),
      [],
    );
  });

  it('offers no door that leads nowhere', () => {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    assert.ok(typeof manifest === 'object' && manifest !== null && 'exports' in manifest);
    const paths = JSON.stringify(manifest.exports).match(/\.\/dist\/[^"]+/g) ?? [];
    assert.ok(paths.length >= 16);
    assert.deepEqual(
      paths.filter((path) => !existsSync(join(folder, path))),
      [],
    );
  });
});
