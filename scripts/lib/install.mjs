import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure, progress, root, run } from './process.mjs';

const packagesOf = (lockFile) => JSON.parse(readFileSync(lockFile, 'utf8')).packages;

/**
 * Whether a folder's node_modules matches its package-lock.json, by content, because file times mean nothing after a
 * checkout. npm writes its own list last, so an interrupted installation has none. Optional packages may be missing:
 * most are for other platforms.
 */
const isInstalled = (folder) => {
  const installedList = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installedList)) return false;
  const installed = packagesOf(installedList);
  return Object.entries(packagesOf(join(folder, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/')) return true;
    const present = installed[path];
    if (present === undefined) return wanted.optional === true;
    return present.version === wanted.version && present.integrity === wanted.integrity;
  });
};

/** The npm that runs this script, otherwise the one on the PATH. */
const npm = () => {
  const running = process.env.npm_execpath;
  return running !== undefined && basename(running) === 'npm-cli.js'
    ? { command: process.execPath, args: [running] }
    : { command: 'npm', args: [] };
};

/** Installs exactly what a folder's package-lock.json lists, unless already installed. */
export const ensureInstalled = async ({ folder = root, what = 'dependencies (about 15 s)' } = {}) => {
  if (isInstalled(folder)) return;
  progress(`Installing ${what}...`);
  const { command, args } = npm();
  // Development dependencies include the compiler, so NODE_ENV=production must not leave them out.
  const options = ['ci', `--prefix=${folder}`, '--include=dev', '--include=optional', '--loglevel=error'];
  const { exitCode, output } = await run(command, [...args, ...options], { capture: true });
  if (exitCode !== 0) throw new Failure(`${output}\nnpm ci failed: the dependencies could not be installed.`);
};
