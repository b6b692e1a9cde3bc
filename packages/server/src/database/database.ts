import type { CompiledQuery, Kysely } from 'kysely';
import { UnavailableError } from '../kernel/unavailable.js';
import type { Limiter, LimiterOptions } from './limiter.js';

export type Dialect = 'sqlite' | 'postgres';

/** A way to ask the database: committed data, or one transaction's view of it. */
export interface Queryable<S> {
  /** Everyday queries, built where they are used. */
  readonly query: Kysely<S>;
  /** A query that was compiled once (`Database.prepare`). */
  run<P extends object, R>(prepared: Prepared<P, R>, parameters: P): Promise<R[]>;
}

/**
 * One of the two databases, with the tables `S`. Which tables there are, the engine does not know: each subject asks for a
 * database that has at least those it works with, and wiring joins them. Reads see what is committed. A write is one atomic unit: all of `work`, or none of it, and
 * when the promise resolves it is on disk.
 *
 * `work` must only ask its own session: no network, no timers, no other `write`. On SQLite many writes share one commit
 * (each under its own savepoint), so a `work` that waits for something else would hold up all of them.
 */
export interface Database<S> {
  readonly dialect: Dialect;
  readonly read: Queryable<S>;
  write<T>(work: (transaction: Queryable<S>) => Promise<T>): Promise<T>;
  /** A write of a single statement, which needs no transaction around it: on PostgreSQL one round trip instead of three. */
  writeOne<P extends object, R>(prepared: Prepared<P, R>, parameters: P): Promise<R[]>;
  /**
   * Compiles a query once. `build` receives a function that stands in for each parameter by name.
   *
   *     const byHash = db.prepare<{ hash: string }, Code>((query, p) =>
   *       query.selectFrom('codes').where('hash', '=', p('hash')).selectAll());
   */
  prepare<P extends object, R>(build: (query: Kysely<S>, parameter: ParameterOf<P>) => Compilable<R>): Prepared<P, R>;
  /** Counts attempts where all processes on this database see them. */
  limiter(options: LimiterOptions): Limiter;
  /** Brings the schema up to date; resolves to the names of the migrations it ran. */
  migrate(): Promise<string[]>;
  /** Rejects with UnavailableError when the database cannot answer. */
  ping(): Promise<void>;
  /** Waits for the writes that were asked for before. */
  close(): Promise<void>;
}

export type ParameterOf<P> = <K extends keyof P>(name: K) => P[K];

/** Anything Kysely can turn into SQL whose rows are R. */
export interface Compilable<R> {
  compile(): CompiledQuery<R>;
}

/** A compiled query whose parameters are filled in by name at each run. */
export interface Prepared<P extends object, R> {
  readonly compiled: CompiledQuery<R>;
  /** The values in the order in which the SQL has its parameters. */
  valuesOf(parameters: P): unknown[];
}

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Compiles `build` once, with placeholders where the parameters go. */
export const compilePrepared = <S, P extends object, R>(
  query: Kysely<S>,
  build: (query: Kysely<S>, parameter: ParameterOf<P>) => Compilable<R>,
): Prepared<P, R> => {
  // Kysely passes any value that is not an expression through to `parameters`: the placeholder comes out where it went in.
  const compiled = build(query, ((name: string) => new Placeholder(name)) as unknown as ParameterOf<P>).compile();
  const values = compiled.parameters;
  return {
    compiled,
    valuesOf: (parameters) =>
      values.map((value) => (value instanceof Placeholder ? parameters[value.name as keyof P] : value)),
  };
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether a write failed because a row with the same unique value exists. */
export const isUniqueViolation = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
};

/** SQLSTATE classes and system errors after which the same request may succeed later. */
const PASSING =
  /^(SQLITE_(BUSY|FULL|IOERR|READONLY|CANTOPEN|LOCKED|NOMEM)|08|53|57P|57014|55P03|58|40001|40P01|25006|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)/;

/** The driver's error as the rest of the program knows it: UnavailableError where waiting may help, itself otherwise. */
export const translateError = (error: unknown): unknown => {
  if (error instanceof UnavailableError) return error;
  const message = error instanceof Error ? error.message : '';
  const lostConnection = /Connection terminated|not queryable|timeout exceeded|timeout expired/i.test(message);
  return PASSING.test(codeOf(error)) || lostConnection
    ? new UnavailableError('the database cannot be reached or cannot write at the moment', { cause: error })
    : error;
};
