import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PACKAGE, WORKSPACE } from './paths.js';

interface CompilerModule {
  compileLibrary(source: string, library: string): Promise<void>;
}

const script = pathToFileURL(join(WORKSPACE, 'scripts/lib/compiler.mjs')).href;
const { compileLibrary } = (await import(script)) as CompilerModule;
const SOURCE = join(PACKAGE, 'test/support/native/failing-disk.c');

/** What a broken disk cannot do. */
export type Failing = 'read' | 'write' | 'sync';

/** A folder in which programs get EIO from the system, as on a broken disk. */
export interface FailingDisk {
  folder: string;
  /** For the programs that shall notice. */
  environment: Readonly<Record<string, string>>;
  fail(what: Failing): Promise<void>;
  mend(): Promise<void>;
  remove(): Promise<void>;
}

export const createFailingDisk = async (): Promise<FailingDisk> => {
  const place = await mkdtemp(join(tmpdir(), 'octroi-failing-disk-'));
  const folder = join(place, 'disk');
  const library = join(place, 'failing-disk.so');
  await mkdir(folder);
  await compileLibrary(SOURCE, library);
  const flag = (what: Failing): string => join(folder, `fail-${what}`);
  return {
    folder,
    environment: { LD_PRELOAD: library, FAILING_DISK: folder },
    fail: (what) => writeFile(flag(what), ''),
    mend: async () => {
      for (const what of ['read', 'write', 'sync'] as const) await rm(flag(what), { force: true });
    },
    remove: () => rm(place, { recursive: true, force: true }),
  };
};
