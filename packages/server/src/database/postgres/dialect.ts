import { type Driver, Kysely, PostgresAdapter, PostgresDialect } from 'kysely';
import { translatingDriver } from '../translating-driver.js';
import type { Connections } from './connections.js';

/** `migratePostgres` holds a lock of its own, which ends with its transaction: behind a pooler, Kysely's would stay. */
class AdapterWithoutLock extends PostgresAdapter {
  override acquireMigrationLock = (): Promise<void> => Promise.resolve();
  override releaseMigrationLock = (): Promise<void> => Promise.resolve();
}

class OctroiDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new AdapterWithoutLock();
  }

  override createDriver(): Driver {
    return translatingDriver(super.createDriver());
  }
}

export const kyselyOn = <S>({ pool }: Connections): Kysely<S> =>
  new Kysely<S>({ dialect: new OctroiDialect({ pool }) });
