import { spawnSync } from 'node:child_process';
import { Failure } from './process.mjs';
import { findProgram, installPackage } from './system.mjs';

/** Debian's own first: only it finds Debian's packages, even if another Python comes first on the PATH. */
const NAMES = ['/usr/bin/python3', 'python3'];

const REMEDY =
  'The tests need a Python that has Authlib and Requests: install them (Debian: apt-get install python3-authlib ' +
  'python3-requests; elsewhere: pip install authlib requests).';

const findPython = () =>
  NAMES.map((name) => findProgram([name]))
    .filter((python) => python !== undefined)
    .find((python) => spawnSync(python, ['-c', 'import authlib, requests'], { stdio: 'ignore' }).status === 0);

/** The path of a Python with Authlib, an OAuth client in another language than JavaScript. Installs it if needed. */
export const ensureAuthlib = async () => {
  const present = findPython();
  if (present !== undefined) return present;
  for (const name of ['python3-authlib', 'python3-requests']) await installPackage(name, REMEDY);
  const installed = findPython();
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};
