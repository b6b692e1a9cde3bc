import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './process.mjs';

/** `x.full.test.ts` is in the full tier: only `npm run test:full` runs it. */
const isFullTier = (path) => path.endsWith('.full.test.js');

/** The compiled test files of one tier, relative to the root, or those whose path contains one of `words`. */
export const testFiles = ({ full, words }) =>
  readdirSync(join(root, 'packages'))
    .map((name) => join('packages', name, 'dist-test'))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)))
    .filter((path) => path.endsWith('.test.js') && isFullTier(path) === full)
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .toSorted();
