import pg from 'pg';
import { type Driver, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { UnavailableError } from '../kernel/unavailable.js';
import { compilePrepared, createWriteTracker, translatingDriver, type Database, type Session } from './database.js';
import { migrateToLatest } from './migrate.js';
import type { Schema } from './schema.js';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** Serialization failure and deadlock: the transaction did nothing and may simply be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 3;
const INT8 = 20;

/** Every bigint column of ours is kept within the safe integers (schema.ts), so a number holds it exactly. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 ? (value: string) => Number(value) : pg.types.getTypeParser(oid, format),
};

const isRetryable = (error: unknown): boolean => {
  const cause = error instanceof UnavailableError ? error.cause : error;
  return cause instanceof pg.DatabaseError && RETRYABLE.has(cause.code ?? '');
};

class TranslatingDialect extends PostgresDialect {
  override createDriver(): Driver {
    return translatingDriver(super.createDriver());
  }
}

/** Opens a PostgreSQL database. Each write is a transaction of its own; the server shares the commits' cost. */
export const openPostgres = (url: string, onError: (error: Error) => void): Database => {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'octroi',
    types,
  });
  // An idle connection that the server closes must not end the process.
  pool.on('error', onError);
  const kysely = new Kysely<Schema>({ dialect: new TranslatingDialect({ pool }) });

  const sessionOn = (query: Kysely<Schema> | Transaction<Schema>): Session => ({
    query,
    run: async (prepared, parameters) => (await query.executeQuery(prepared.bind(parameters))).rows,
  });
  const writes = createWriteTracker();

  const write = async <T>(work: (transaction: Session) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await kysely.transaction().execute((transaction) => work(sessionOn(transaction)));
      } catch (error) {
        if (!isRetryable(error) || attempt === TRIES) throw error;
      }
    }
  };

  return {
    dialect: 'postgres',
    read: sessionOn(kysely),
    write: (work) => writes.track(write(work)),
    prepare: (build) => compilePrepared(kysely, build),
    migrate: () => migrateToLatest(kysely, 'postgres'),
    ping: async () => void (await sql`select 1`.execute(kysely)),
    close: async () => {
      await writes.settled();
      await kysely.destroy();
    },
  };
};
