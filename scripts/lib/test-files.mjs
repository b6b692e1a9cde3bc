import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './process.mjs';

const compiledFolders = () =>
  readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .map((folder) => ({ folder, compiled: join(folder, 'dist-test') }))
    .filter(({ compiled }) => existsSync(compiled));

/** Where a compiled test comes from: tests beside their subject are compiled to dist-test/src, the others to dist-test. */
const sourceOf = (folder, file) =>
  join(folder, file.startsWith(`src${sep}`) ? '' : 'test', file.slice(0, -'.js'.length));

const filesIn = (folder) => readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js'));

/** The compiler never deletes: a renamed test would go on running under its old name. */
export const deleteStaleTests = () => {
  for (const { folder, compiled } of compiledFolders()) {
    for (const file of filesIn(compiled)) {
      const source = sourceOf(folder, file);
      if (['.ts', '.tsx'].some((extension) => existsSync(source + extension))) continue;
      for (const output of [file, `${file}.map`]) rmSync(join(compiled, output), { force: true });
    }
  }
};

/** Compiled test files, relative to the root; with words, only those whose path contains one of them. */
export const testFiles = (words) =>
  compiledFolders()
    .flatMap(({ compiled }) => filesIn(compiled).map((file) => join(compiled, file).slice(root.length)))
    .filter((path) => path.endsWith('.test.js'))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .toSorted();
