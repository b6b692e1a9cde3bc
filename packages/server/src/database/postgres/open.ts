import { type CustomTypesConfig, DatabaseError, Pool, type PoolClient, types as builtInTypes } from 'pg';
import { type Driver, Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import { UnavailableError } from '../../kernel/unavailable.js';
import { conditional, isConditional } from '../../kernel/condition.js';
import { compilePrepared, createOnCommit, type Database, type Prepared, type Queryable } from '../database.js';
import { postgresLimiter } from '../limiter.js';
import { migrateToLatest } from '../migrate.js';
import { translatingDriver } from '../translating-driver.js';

const CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** Serialization failure and deadlock: the transaction had no effect and can be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 3;
const INT8 = 20;

/** Every bigint column stays within the safe integers (README.md), so a number holds it exactly. */
const types: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 ? (value: string) => Number(value) : builtInTypes.getTypeParser(oid, format),
};

const isRetryable = (error: unknown): boolean => {
  const cause = error instanceof UnavailableError ? error.cause : error;
  return cause instanceof DatabaseError && RETRYABLE.has(cause.code ?? '');
};

class TranslatingDialect extends PostgresDialect {
  override createDriver(): Driver {
    return translatingDriver(super.createDriver());
  }
}

/** Names the prepared queries, so that the server parses and plans each only once per connection. `names` is by SQL text. */
const withNamedStatements = (pool: Pool, names: ReadonlyMap<string, string>): PostgresPool => {
  // Kysely identifies a connection by its client, so each client always gets the same wrapper.
  const wrappers = new WeakMap<PoolClient, PostgresPoolClient>();
  const wrap = (client: PoolClient): PostgresPoolClient => {
    const query = (text: string, values: readonly unknown[]) => {
      const name = names.get(text);
      return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    };
    // The cast leaves out cursors, which Kysely's type includes and we do not use.
    return { query: query as unknown as PostgresPoolClient['query'], release: () => client.release() };
  };
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      const wrapper = wrappers.get(client) ?? wrap(client);
      wrappers.set(client, wrapper);
      return wrapper;
    },
  };
};

const queryableOn = <S>(query: Kysely<S>, onCommit: Queryable<S>['onCommit']): Queryable<S> => ({
  query,
  onCommit,
  run: async <P extends object, R>(prepared: Prepared<P, R>, parameters: P) =>
    (await query.executeQuery<R>({ ...prepared.compiled, parameters: prepared.valuesOf(parameters) })).rows,
});

/** Tracks pending writes, so that closing a database can wait for them. */
const createWriteTracker = () => {
  const underWay = new Set<Promise<unknown>>();
  return {
    track: <T>(write: Promise<T>): Promise<T> => {
      underWay.add(write);
      const forget = () => underWay.delete(write);
      write.then(forget, forget);
      return write;
    },
    settled: async (): Promise<void> => void (await Promise.allSettled(underWay)),
  };
};

/** Opens a PostgreSQL database. Each write is its own transaction; the server groups the commits. */
export const openPostgres = <S>(url: string, onError: (error: Error) => void): Database<S> => {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'octroi',
    types,
  });
  // A connection closed by the server must not end the process, in a transaction or idle (the pool reports the latter again).
  pool.on('connect', (client) => client.on('error', onError));
  pool.on('error', () => {});
  const names = new Map<string, string>();
  const dialect = new TranslatingDialect({ pool: withNamedStatements(pool, names) });
  const kysely = new Kysely<S>({ dialect });

  const writes = createWriteTracker();

  const write = async <T>(work: (transaction: Queryable<S>) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { onCommit, committed } = createOnCommit();
        const result = await kysely.transaction().execute((transaction) => work(queryableOn(transaction, onCommit)));
        committed();
        return result;
      } catch (error) {
        if (!isRetryable(error) || attempt === TRIES) throw error;
      }
    }
  };

  const read = queryableOn(kysely, (call) => call());

  return {
    dialect: 'postgres',
    read,
    write: (work) => writes.track(write(conditional(work))),
    writeOne: (prepared, parameters) =>
      writes.track(
        !isConditional()
          ? read.run(prepared, parameters)
          : write(conditional((transaction) => transaction.run(prepared, parameters))),
      ),
    prepare: (build) => {
      const prepared = compilePrepared(kysely, build);
      const { sql: text } = prepared.compiled;
      // A text prepared twice keeps its name, so that names stay unique.
      if (!names.has(text)) names.set(text, `octroi_${names.size}`);
      return prepared;
    },
    limiter: (options) => postgresLimiter(pool, options),
    migrate: () => migrateToLatest(kysely, 'postgres'),
    ping: async () => void (await sql`select 1`.execute(kysely)),
    close: async () => {
      await writes.settled();
      await kysely.destroy();
    },
  };
};
