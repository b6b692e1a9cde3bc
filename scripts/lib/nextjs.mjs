import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root } from './process.mjs';

const sdk = join(root, 'packages/sdk');
const example = join(root, 'examples/nextjs');

/**
 * Prepares the Next.js example for building: installs Next.js from the example's own lock file in its own folder, and
 * replaces npm's copy of the SDK by the one just compiled.
 */
export const ensureNext = async () => {
  await ensureInstalled({ folder: example, what: 'Next.js for its example (90 MB to download, 20 s)' });
  const copy = join(example, 'node_modules/@octroi/sdk');
  rmSync(copy, { recursive: true, force: true });
  for (const name of ['package.json', 'dist']) cpSync(join(sdk, name), join(copy, name), { recursive: true });
};
