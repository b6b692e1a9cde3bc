import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from '#server/config/index.js';
import { WORKSPACE } from './paths.js';

interface FaketimeModule {
  ensureFaketime(): Promise<string>;
}

const script = pathToFileURL(join(WORKSPACE, 'scripts/lib/faketime.mjs')).href;
const { ensureFaketime } = (await import(script)) as FaketimeModule;

/** A machine's clock that can be set while programs run. */
export interface MachineClock {
  /** For the programs that shall go by it. */
  environment: Environment & Record<string, string>;
  /** Milliseconds: by how much it is wrong from now on. */
  set(error: number): Promise<void>;
  remove(): Promise<void>;
}

/** A clock that is right until it is set. */
export const createMachineClock = async (error = 0): Promise<MachineClock> => {
  // Other accounts read it too: PostgreSQL's.
  const folder = await mkdtemp('/tmp/octroi-clock-');
  await chmod(folder, 0o755);
  const file = join(folder, 'error');
  const set = (to: number): Promise<void> => writeFile(file, `${to < 0 ? '-' : '+'}${Math.abs(to) / 1000}`);
  await set(error);
  return {
    environment: {
      LD_PRELOAD: await ensureFaketime(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // Nobody sets that one.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
