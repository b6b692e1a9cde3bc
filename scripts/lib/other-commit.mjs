import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, Interrupted, onSignals, progress, root, run } from './process.mjs';

const git = async (...args) => {
  const { exitCode, output } = await run('git', args, { capture: true });
  if (exitCode !== 0) throw new Failure(output.trim());
  return output.trim();
};

const commitOf = async (ref) => {
  try {
    return await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    throw new Failure(
      `There is no commit ${ref} in this repository. Fetch it (a shallow clone: git fetch --unshallow), or name another one.`,
    );
  }
};

/** Clones without copying the history, and installs and builds with the commit's own scripts. */
const buildIn = async (folder, ref) => {
  const commit = await commitOf(ref);
  progress(`Building ${await git('log', '-1', '--format=%h (%s)', commit)} in ${folder} (about a minute)...`);
  await git('clone', '--quiet', '--shared', '--no-checkout', root, folder);
  await git('-C', folder, 'checkout', '--quiet', '--detach', commit);
  const { exitCode, output } = await run(process.execPath, ['scripts/build.mjs'], { cwd: folder, capture: true });
  if (exitCode !== 0) throw new Failure(`${output}\n${ref} could not be built.`);
};

/**
 * Builds another commit of this repository in a temporary folder, calls `use` with it, and deletes it, also when interrupted.
 */
export const withCommit = async (ref, use) => {
  let received;
  // Without a listener, a signal between two child processes, or while files are being deleted, would leave files behind.
  const forget = onSignals((signal) => (received ??= signal));
  const folder = mkdtempSync(join(tmpdir(), 'octroi-commit-'));
  try {
    await buildIn(folder, ref);
    if (received !== undefined) throw new Interrupted(received);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    forget();
  }
};

/** The folder of another commit, built. It stays in `.cache`, for the next who needs it. */
export const keptCommit = async (ref) => {
  const kept = join(root, '.cache/commits');
  const folder = join(kept, await commitOf(ref));
  if (existsSync(folder)) return folder;
  mkdirSync(kept, { recursive: true });
  const building = mkdtempSync(join(kept, 'building-'));
  try {
    await buildIn(building, ref);
    // Whole or not at all, and another process may have been faster.
    if (!existsSync(folder)) renameSync(building, folder);
    return folder;
  } finally {
    rmSync(building, { recursive: true, force: true, maxRetries: 5 });
  }
};
