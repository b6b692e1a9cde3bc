import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Dialect } from './database.js';
import { ground } from './migrations/0001-ground.js';
import { protocol } from './migrations/0002-protocol.js';
import { requestLog } from './migrations/0003-request-log.js';
import { playground } from './migrations/0004-playground.js';
import { account } from './migrations/0005-account.js';
import { signIn } from './migrations/0006-sign-in.js';
import { appLogos } from './migrations/0007-app-logos.js';
import { amr } from './migrations/0008-amr.js';
import { credentialVersion } from './migrations/0009-credential-version.js';
import { once } from './migrations/0010-once.js';
import { answers } from './migrations/0012-answers.js';
import { appSuspension } from './migrations/0013-app-suspension.js';

const migratorOf = <S>(database: Kysely<S>, dialect: Dialect): Migrator =>
  new Migrator({
    db: database,
    provider: {
      getMigrations: () =>
        Promise.resolve({
          '0001-ground': ground(dialect),
          '0002-protocol': protocol(dialect),
          '0003-request-log': requestLog(dialect),
          '0004-playground': playground(dialect),
          '0005-account': account,
          '0006-sign-in': signIn(dialect),
          '0007-app-logos': appLogos(dialect),
          '0008-amr': amr,
          '0009-credential-version': credentialVersion,
          '0010-once': once,
          '0012-answers': answers,
          '0013-app-suspension': appSuspension,
        }),
    },
  });

/** The names of the migrations this database has not run yet. Changes nothing. */
export const pendingMigrations = async <S>(database: Kysely<S>, dialect: Dialect): Promise<string[]> => {
  const migrations = await migratorOf(database, dialect).getMigrations();
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
};

/** Runs every pending migration in one transaction. Resolves to their names. */
export const migrateToLatest = async <S>(database: Kysely<S>, dialect: Dialect): Promise<string[]> => {
  const { error, results = [] } = await migratorOf(database, dialect).migrateToLatest();
  if (error !== undefined) {
    throw error instanceof Error ? error : new Error('the migration failed', { cause: error });
  }
  return results.map((result) => result.migrationName);
};
