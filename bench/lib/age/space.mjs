// How large a SQLite file is after 500 days of a busy installation, beside what is in it. On a clock that is set ahead, and
// without a socket, so that it takes minutes.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openInstallation } from '../../../packages/server/dist-test/support/installation.js';
import { liveThrough, sizesOf } from '../../../packages/server/dist-test/support/years.js';
import { temporaryFolder } from '../databases.mjs';
import { table, whole } from '../report.mjs';

/** Of the file, by what is in it. */
const MOST = 1.2;
/** Fewer free pages than one step of compaction stay. In bytes. */
const ALLOWANCE = 64 * 4096;

export const measureSpace = async (life, progress) => {
  const folder = temporaryFolder('octroi-space-');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const file = join(folder, 'octroi.db');
  const installation = await openInstallation({ OCTROI_DATABASE_URL: `file:${file}` });
  let told = 0;
  await liveThrough(installation, life, (done) => {
    if (done < told + 0.05) return;
    told = done;
    progress(`500 days: ${Math.round(done * 100)} %`);
  });
  await installation.close();
  const sizes = await sizesOf(file);
  remove();
  return { ...life, ...sizes };
};

export const formatSpace = ({ signIns, refreshesEach, days, file, live }) =>
  table([
    ['SQLite after', 'sign-ins', 'refreshes', 'file kB', 'live kB', 'ratio', 'at most'],
    [
      `${days} days`,
      whole(signIns),
      whole(signIns * refreshesEach),
      whole(file / 1000),
      whole(live / 1000),
      (file / live).toFixed(2),
      String(MOST),
    ],
  ]);

export const spaceFaults = ({ file, live }) =>
  file <= MOST * live + ALLOWANCE ? [] : [`The file has ${whole(file)} bytes, of which ${whole(live)} are in use.`];
