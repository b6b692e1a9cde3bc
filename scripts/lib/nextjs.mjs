import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './process.mjs';

const sdk = join(root, 'packages/sdk');
const example = join(root, 'examples/nextjs');

/**
 * Sees to it that the Next.js example can be built: Next.js is in the example's own folder, from its own lock file, and in
 * nobody else's installation. It gets the SDK as it has just been compiled, where npm had put a copy of an older one.
 */
export const ensureNext = async () => {
  await ensureInstalled({ folder: example, what: 'Next.js for its example (90 MB to download, 20 s)' });
  const copy = join(example, 'node_modules/@octroi/sdk');
  rmSync(copy, { recursive: true, force: true });
  for (const name of ['package.json', 'dist']) cpSync(join(sdk, name), join(copy, name), { recursive: true });
};
