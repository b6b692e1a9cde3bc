import { createHash, randomBytes } from 'node:crypto';
import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '#server/database/connect.js';
import { PACKAGE, WORKSPACE } from './paths.js';

const MIGRATIONS = join(PACKAGE, 'dist/database/migrations');
const FOLDER = join(WORKSPACE, '.cache/databases');

/** The name of the current schema: it changes with every migration, so that a template never has an old one. */
export const schemaName = (): string => {
  const files = readdirSync(MIGRATIONS).filter((file) => file.endsWith('.js'));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(file).update(readFileSync(join(MIGRATIONS, file)));
  return `octroi_template_${hash.digest('hex').slice(0, 16)}`;
};

/** A migrated SQLite file, made by the first test file that needs one. It gets its name once complete. */
const ensureFile = async (): Promise<string> => {
  const file = join(FOLDER, `${schemaName()}.db`);
  if (existsSync(file)) return file;
  mkdirSync(FOLDER, { recursive: true });
  const unfinished = join(FOLDER, `unfinished-${randomBytes(8).toString('hex')}.db`);
  const database = await connect(`file:${unfinished}`, () => {});
  try {
    await database.migrate();
  } finally {
    await database.close();
  }
  renameSync(unfinished, file);
  return file;
};

let template: Promise<string> | undefined;

/** Makes this a SQLite database as every new one is, migrated. */
export const copyMigratedFile = async (to: string): Promise<void> => {
  copyFileSync(await (template ??= ensureFile()), to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
};
