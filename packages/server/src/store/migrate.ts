import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Dialect } from './database.js';
import type { Schema } from './schema.js';
import { ground } from './migrations/0001-ground.js';
import { protocol } from './migrations/0002-protocol.js';

/** Runs every migration this database has not seen, in one transaction. Resolves to the names of those it ran. */
export const migrateToLatest = async (database: Kysely<Schema>, dialect: Dialect): Promise<string[]> => {
  const migrator = new Migrator({
    db: database,
    provider: {
      getMigrations: () => Promise.resolve({ '0001-ground': ground(dialect), '0002-protocol': protocol(dialect) }),
    },
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) {
    throw error instanceof Error ? error : new Error('the migration failed', { cause: error });
  }
  return results.map((result) => result.migrationName);
};
