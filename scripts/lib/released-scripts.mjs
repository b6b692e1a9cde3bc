import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, root } from './process.mjs';

const server = join(root, 'packages/server');

/** Pages have pinned the SDK's released script files, so a file built under the same name must be identical. */
export const checkReleasedScripts = ({
  built = join(server, 'dist/sdk-script'),
  released = join(server, 'assets/sdk'),
} = {}) => {
  for (const file of readdirSync(built)) {
    const kept = join(released, file);
    if (!existsSync(kept) || readFileSync(kept).equals(readFileSync(join(built, file)))) continue;
    throw new Failure(`${file} differs from its released version. Raise the version of packages/sdk.`);
  }
};
