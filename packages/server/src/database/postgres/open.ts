import { type Kysely, sql } from 'kysely';
import { conditional, isConditional } from '../../kernel/condition.js';
import { codeOf, compilePrepared, createOnCommit, type Database, type Prepared, type Queryable } from '../database.js';
import { createReadiness } from '../readiness.js';
import { causeOf } from '../translating-driver.js';
import { helpsToReconnect, openConnections } from './connections.js';
import { kyselyOn } from './dialect.js';
import { postgresLimiter } from './limiter.js';
import { migratePostgres } from './migrating.js';

export interface PostgresOptions {
  /** Behind a pooler that gives each transaction another connection, such as PgBouncer in transaction mode. */
  isPooled?: boolean;
}

const CONNECTIONS = 10;
const PATIENCE = { statement: 5_000, answer: 6_000 };
/** Serialization failure and deadlock: the transaction had no effect and can be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 3;

const mayRunAgain = (error: unknown): boolean => {
  const cause = causeOf(error);
  return RETRYABLE.has(codeOf(cause)) || helpsToReconnect(cause);
};

/** Runs `work` again after an error that says that it had no effect and may succeed next time. */
const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayRunAgain(error) || attempt === TRIES) throw error;
    }
  }
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
      const forget = () => void underWay.delete(write);
      write.then(forget, forget);
      return write;
    },
    settled: async (): Promise<void> => void (await Promise.allSettled(underWay)),
  };
};

/** Opens a PostgreSQL database. Each write is its own transaction; the server groups the commits. */
export const openPostgres = <S>(
  url: string,
  onError: (error: Error) => void,
  { isPooled = false }: PostgresOptions = {},
): Database<S> => {
  const connections = openConnections(url, {
    max: CONNECTIONS,
    patience: PATIENCE,
    applicationName: 'octroi',
    isPooled,
    onError,
  });
  const kysely = kyselyOn<S>(connections);
  const writes = createWriteTracker();

  const write = <T>(work: (transaction: Queryable<S>) => Promise<T>): Promise<T> =>
    persistently(async () => {
      const { onCommit, committed } = createOnCommit();
      const result = await kysely.transaction().execute((transaction) => work(queryableOn(transaction, onCommit)));
      committed();
      return result;
    });

  const read = queryableOn(kysely, (call) => call());

  return {
    dialect: 'postgres',
    read,
    write: (work) => writes.track(write(conditional(work))),
    writeOne: (prepared, parameters) =>
      writes.track(
        !isConditional()
          ? persistently(() => read.run(prepared, parameters))
          : write(conditional((transaction) => transaction.run(prepared, parameters))),
      ),
    prepare: (build) => {
      const prepared = compilePrepared(kysely, build);
      connections.name(prepared.compiled.sql);
      return prepared;
    },
    limiter: (options) =>
      postgresLimiter((text, values) => {
        connections.name(text);
        return persistently(() => connections.run(text, values));
      }, options),
    migrate: () => migratePostgres(url, { isPooled, onError }),
    ping: async () => void (await sql`select 1`.execute(kysely)),
    compact: async () => {},
    emptyLog: async () => true,
    ready: createReadiness((statement) => persistently(() => sql.raw(statement).execute(kysely))),
    close: async () => {
      await writes.settled();
      await kysely.destroy();
    },
  };
};
