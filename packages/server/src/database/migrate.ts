import { type Kysely, sql } from 'kysely';
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
import { declinedOfflineAccess } from './migrations/0014-declined-offline-access.js';
import { comparisonKeys } from './migrations/0016-comparison-keys.js';
import { resources } from './migrations/0016-resources.js';
import { referenceTime } from './migrations/0017-reference-time.js';
import { claimsInIdToken } from './migrations/0018-claims-in-id-token.js';
import { rootKey } from './migrations/0019-root-key.js';
import { usedKeysAndDeletedApps } from './migrations/0026-used-keys-deleted-apps.js';
import { shown } from './migrations/0021-shown.js';
import { browsersOfResets } from './migrations/0022-browsers-of-resets.js';
import { mailTurns } from './migrations/0023-mail-turns.js';
import { pushedAndWithheld } from './migrations/0024-pushed-and-withheld.js';
import { epochs } from './migrations/0028-epochs.js';

/** Where our tables are. Another program's migration tables may be in another schema of the same PostgreSQL database. */
const schemaOf = async <S>(database: Kysely<S>, dialect: Dialect): Promise<string | undefined> => {
  if (dialect === 'sqlite') return undefined;
  const { rows } = await sql<{ schema: string | null }>`select current_schema() as schema`.execute(database);
  const schema = rows[0]?.schema;
  if (typeof schema === 'string') return schema;
  throw new Error(
    'The search_path of the database user names no schema that exists. Create the schema, or run: ALTER ROLE ... SET search_path = public',
  );
};

const migratorOf = async <S>(database: Kysely<S>, dialect: Dialect): Promise<Migrator> => {
  const schema = await schemaOf(database, dialect);
  return new Migrator({
    db: database,
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
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
          '0014-declined-offline-access': declinedOfflineAccess,
          '0016-comparison-keys': comparisonKeys,
          '0016-resources': resources,
          '0017-reference-time': referenceTime,
          '0018-claims-in-id-token': claimsInIdToken,
          '0019-root-key': rootKey,
          '0021-shown': shown,
          '0022-browsers-of-resets': browsersOfResets,
          '0023-mail-turns': mailTurns,
          '0024-pushed-and-withheld': pushedAndWithheld,
          '0026-used-keys-deleted-apps': usedKeysAndDeletedApps,
          '0028-epochs': epochs,
        }),
    },
  });
};

/** A newer version has migrated the database, and this one does not know what its tables mean now. */
const asDowngrade = (error: unknown): unknown => {
  const [, unknown] = /previously executed migration (\S+) is missing/.exec(String(error)) ?? [];
  return unknown === undefined
    ? error
    : new Error(
        `A newer version of Octroi has migrated this database (${unknown}). Start that version or a later one, or restore a backup from before the upgrade.`,
        { cause: error },
      );
};

/** The last migration that this database has run (undefined if it is empty), and those it has yet to run. Changes nothing. */
export const migrationState = async <S>(database: Kysely<S>, dialect: Dialect) => {
  const migrations = await (await migratorOf(database, dialect)).getMigrations();
  return {
    last: migrations.findLast(({ executedAt }) => executedAt !== undefined)?.name,
    pending: migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name),
  };
};

/** Runs every pending migration in one transaction. Resolves to their names. */
export const migrateToLatest = async <S>(database: Kysely<S>, dialect: Dialect): Promise<string[]> => {
  const migrator = await migratorOf(database, dialect);
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const known = asDowngrade(error);
    throw known instanceof Error ? known : new Error('the migration failed', { cause: known });
  }
  return results.map((result) => result.migrationName);
};
