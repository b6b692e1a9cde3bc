import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, root } from './process.mjs';

const server = join(root, 'packages/server');

/**
 * A released script file of the SDK is what pages have pinned: one that is built under the same name must be the same, byte
 * for byte.
 */
export const checkReleasedScripts = ({
  built = join(server, 'dist/sdk-script'),
  released = join(server, 'assets/sdk'),
} = {}) => {
  for (const file of readdirSync(built)) {
    const kept = join(released, file);
    if (!existsSync(kept) || readFileSync(kept).equals(readFileSync(join(built, file)))) continue;
    throw new Failure(`${file} is released, and is no longer what is built: give packages/sdk a new version.`);
  }
};
