import { execFile } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const BLOCK = Buffer.alloc(4096);

/** A real file system of a few megabytes in memory. */
export interface SmallDisk {
  folder: string;
  /** Takes the space that is left. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): Promise<void>;
  /** Mounts it again, so that nothing can be written. */
  makeReadOnly(): Promise<void>;
  close(): Promise<void>;
}

const isFull = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOSPC';

/** Mounts it, which only root may. */
export const mountSmallDisk = async ({ megabytes }: { megabytes: number }): Promise<SmallDisk> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'octroi-small-disk', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        while (writeSync(file, BLOCK) > 0);
      } catch (error) {
        if (!isFull(error)) throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rm(ballast, { force: true }),
    makeReadOnly: async () => {
      await run('mount', ['-o', 'remount,ro', folder]);
    },
    close: async () => {
      await run('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
};
