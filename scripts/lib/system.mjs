import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, progress, run } from './process.mjs';

export const isRoot = () => process.getuid?.() === 0;

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The first of these programs that exists; bare names are searched on the PATH. */
export const findProgram = (names) => {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = names.flatMap((name) =>
    name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name)),
  );
  return candidates.find(isExecutable);
};

/** Installs Debian packages. Only works for root on Debian; otherwise fails with `remedy`. */
export const installPackages = async (names, remedy) => {
  if (!isRoot() || !existsSync('/etc/debian_version') || findProgram(['apt-get']) === undefined) {
    throw new Failure(remedy);
  }
  progress(`Installing ${names.join(' ')} by apt-get (about a minute)...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const waitForOthers = ['-o', 'DPkg::Lock::Timeout=120'];
  for (const command of [['update'], ['install', '-y', '--no-install-recommends', ...names]]) {
    const { exitCode, output } = await run('apt-get', [...waitForOthers, ...command], { env, capture: true });
    if (exitCode !== 0) throw new Failure(`${output}\napt-get could not install ${names.join(' ')}. ${remedy}`);
  }
};

export const installPackage = (name, remedy) => installPackages([name], remedy);
