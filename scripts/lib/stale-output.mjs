import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './process.mjs';

/** The output folders of a package, and the source of each file in them. */
const FOLDERS = {
  dist: (file) => join('src', file),
  // Tests beside their subject go to dist-test/src, the others to dist-test.
  'dist-test': (file) => (file.startsWith(`src${sep}`) ? file : join('test', file)),
};

const MAP = '.js.map';

/**
 * The compiler never deletes, so a renamed test would keep running under its old name, and a renamed module would be
 * published. Only output with a source map is deleted; bundles have none.
 */
export const deleteStaleOutput = () => {
  for (const name of readdirSync(join(root, 'packages'))) {
    for (const [folder, sourceOf] of Object.entries(FOLDERS)) {
      const compiled = join(root, 'packages', name, folder);
      if (!existsSync(compiled)) continue;
      for (const file of readdirSync(compiled, { recursive: true }).filter((each) => each.endsWith(MAP))) {
        const stem = file.slice(0, -MAP.length);
        const source = join(root, 'packages', name, sourceOf(stem));
        if (['.ts', '.tsx'].some((extension) => existsSync(source + extension))) continue;
        for (const output of [MAP, '.js', '.d.ts']) rmSync(join(compiled, stem + output), { force: true });
      }
    }
  }
};
