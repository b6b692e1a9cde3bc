import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './process.mjs';
import { installPackage } from './system.mjs';

const REMEDY =
  'The tests need libfaketime: install it (Debian: apt-get install libfaketime), or select other tests (npm run test:full -- WORD).';

/** For programs with threads. */
const LIBRARY = 'faketime/libfaketimeMT.so.1';

const find = () =>
  ['/usr/lib', '/usr/local/lib']
    .flatMap((folder) => (existsSync(folder) ? [folder, ...readdirSync(folder).map((name) => join(folder, name))] : []))
    .map((folder) => join(folder, LIBRARY))
    .find((path) => existsSync(path));

/** The path of the library that lies to a program about the time, installed if needed. */
export const ensureFaketime = async () => {
  const present = find();
  if (present !== undefined) return present;
  await installPackage('libfaketime', REMEDY);
  const installed = find();
  if (installed === undefined) throw new Failure(REMEDY);
  return installed;
};
