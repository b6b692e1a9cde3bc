import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, Interrupted, onSignals, progress, root, run } from './process.mjs';

const git = async (...args) => {
  const { exitCode, output } = await run('git', args, { capture: true });
  if (exitCode !== 0) throw new Failure(output.trim());
  return output.trim();
};

/** Clones without copying the history, and lets the commit install and build itself as it knows how. */
const buildIn = async (folder, ref) => {
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`).catch((error) => {
    if (error instanceof Interrupted) throw error;
    throw new Failure(`There is no commit ${ref} in this repository. Fetch it, or name another one.`);
  });
  progress(`Building ${await git('log', '-1', '--format=%h (%s)', commit)} in ${folder} (about a minute)...`);
  await git('clone', '--quiet', '--shared', '--no-checkout', root, folder);
  await git('-C', folder, 'checkout', '--quiet', '--detach', commit);
  const { exitCode, output } = await run(process.execPath, ['scripts/build.mjs'], { cwd: folder, capture: true });
  if (exitCode !== 0) throw new Failure(`${output}\n${ref} could not be built.`);
};

/** Lends `use` the folder of another commit of this repository, built, and deletes it afterwards, also when interrupted. */
export const withCommit = async (ref, use) => {
  let received;
  // Without a listener, a signal that arrives between two child processes, or while files are deleted, leaves them behind.
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
