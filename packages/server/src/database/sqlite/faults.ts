import { codeOf } from '../database.js';
import { causeOf } from '../translating-driver.js';

const PERMISSIONS =
  'Make the file and its folder writable for the user that runs Octroi, or set OCTROI_DATABASE_URL to another path.';
const OTHER_PATH = 'Set OCTROI_DATABASE_URL to a file, such as file:./data/octroi.db.';
const LOCKED =
  'Another program has locked it, such as a database browser or a backup. Close that program, then start again.';
const FAILING = 'Its disk or file system fails: look at the log of the operating system, then start again.';
const DAMAGED =
  'Unless its disk fails, which the log of the operating system says, restore it from a backup, or set OCTROI_DATABASE_URL to another path.';

/** What an operator can mend, by the start of the system's or SQLite's code. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: PERMISSIONS,
  EPERM: PERMISSIONS,
  SQLITE_CANTOPEN: PERMISSIONS,
  SQLITE_READONLY: PERMISSIONS,
  SQLITE_AUTH: PERMISSIONS,
  EROFS: 'Its disk is mounted read-only: mount it writable, or set OCTROI_DATABASE_URL to another path.',
  ENOSPC: 'Free up space on its disk.',
  SQLITE_FULL: 'Free up space on its disk.',
  EIO: FAILING,
  SQLITE_IOERR: FAILING,
  SQLITE_BUSY: LOCKED,
  SQLITE_LOCKED: LOCKED,
  EISDIR: OTHER_PATH,
  ENOTDIR: OTHER_PATH,
  EEXIST: OTHER_PATH,
  ENOENT: OTHER_PATH,
  SQLITE_NOTADB: DAMAGED,
  SQLITE_CORRUPT: DAMAGED,
};

/** Runs `work` on a database file. An error that an operator can mend names the file, the cause and the remedy. */
export const explaining = <T>(file: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw explained(error, file);
  }
};

/** What an operator can do about it, if something. */
export const remedyFor = (error: unknown): string | undefined => {
  const code = codeOf(causeOf(error));
  return Object.entries(REMEDIES).find(([start]) => code.startsWith(start))?.[1];
};

/** An error that names the file, the cause and the remedy, if an operator can do something. */
export const explained = (error: unknown, file: string): unknown => {
  const cause = causeOf(error);
  const remedy = remedyFor(error);
  if (remedy === undefined || !(cause instanceof Error)) return error;
  return new Error(`The database ${file} cannot be used: ${cause.message}. ${remedy}`, { cause: error });
};
