import type { CompiledQuery, Kysely } from 'kysely';
import { GoneError } from '../kernel/gone.js';
import { UnavailableError } from '../kernel/unavailable.js';
import type { ForgivingLimiter, LimiterOptions } from './limiter.js';

export type Dialect = 'sqlite' | 'postgres';

/** Runs queries, on committed data or within one transaction. */
export interface Queryable<S> {
  /** Ordinary queries, built where they are used. */
  readonly query: Kysely<S>;
  /** Runs a compiled query (`Database.prepare`). */
  run<P extends object, R>(prepared: Prepared<P, R>, parameters: P): Promise<R[]>;
  /** Calls this once what the transaction wrote is on disk, and not at all if it failed. Outside transactions at once. */
  onCommit(call: () => void): void;
}

/** Gives each transaction a new list of what follows its commit. */
export const createOnCommit = () => {
  const calls: (() => void)[] = [];
  return {
    onCommit: (call: () => void): void => void calls.push(call),
    committed: (): void => calls.forEach((call) => call()),
  };
};

/**
 * A database with the tables `S`. The engine does not know which tables exist: each subject asks for a database with at least
 * its own, and wiring joins them. Reads see committed data. A write is atomic, and on disk when its promise resolves.
 *
 * `work` must use only its own session: no network, no timers, no other `write`. On SQLite many writes share one commit (each
 * is undone alone if it fails), so a `work` that waits for something else holds up all of them.
 */
export interface Database<S> {
  readonly dialect: Dialect;
  readonly read: Queryable<S>;
  write<T>(work: (transaction: Queryable<S>) => Promise<T>): Promise<T>;
  /** A single-statement write, without a transaction: on PostgreSQL one round trip instead of three. */
  writeOne<P extends object, R>(prepared: Prepared<P, R>, parameters: P): Promise<R[]>;
  /**
   * Compiles a query once. `build` receives a function that returns a placeholder for each named parameter.
   *
   *     const byHash = db.prepare<{ hash: string }, Code>((query, p) =>
   *       query.selectFrom('codes').where('hash', '=', p('hash')).select(CODE_COLUMNS));
   */
  prepare<P extends object, R>(build: (query: Kysely<S>, parameter: ParameterOf<P>) => Compilable<R>): Prepared<P, R>;
  /** Counts attempts across all processes on this database. */
  limiter(options: LimiterOptions): ForgivingLimiter;
  /** Migrates the schema to the latest version; resolves to the names of the migrations it ran. */
  migrate(): Promise<string[]>;
  /** Rejects with UnavailableError when the database cannot answer. */
  ping(): Promise<void>;
  /** Rejects with UnavailableError when it cannot be written to. Cheap, however often it is asked. */
  ready(): Promise<void>;
  /** Gives space that is no longer used back to the disk, in small steps. PostgreSQL does so itself. */
  compact(): Promise<void>;
  /**
   * After a deletion of what nobody may read again: what was overwritten leaves the write-ahead log of SQLite too. False if
   * another connection kept that from happening for five seconds. PostgreSQL has no such files of ours.
   */
  emptyLog(): Promise<boolean>;
  /** Waits for pending writes first. */
  close(): Promise<void>;
}

export type ParameterOf<P> = <K extends keyof P>(name: K) => P[K];

/** A Kysely query whose rows are R. */
export interface Compilable<R> {
  compile(): CompiledQuery<R>;
}

/** A compiled query; each run supplies its parameters by name. */
export interface Prepared<P extends object, R> {
  readonly compiled: CompiledQuery<R>;
  /** The values in the order of the SQL's parameters. */
  valuesOf(parameters: P): unknown[];
}

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export const compilePrepared = <S, P extends object, R>(
  query: Kysely<S>,
  build: (query: Kysely<S>, parameter: ParameterOf<P>) => Compilable<R>,
): Prepared<P, R> => {
  // Kysely passes a value that is not an expression unchanged to `parameters`, so the placeholders come back in order.
  const compiled = build(query, ((name: string) => new Placeholder(name)) as unknown as ParameterOf<P>).compile();
  const values = compiled.parameters;
  return {
    compiled,
    valuesOf: (parameters) =>
      values.map((value) => (value instanceof Placeholder ? parameters[value.name as keyof P] : value)),
  };
};

/** SQLSTATE, SQLite's code, or the system's; '' if it has none. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Whether a write failed because the unique value already exists. */
export const isUniqueViolation = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
};

/** Null if a write failed, and changed nothing, because a unique value already exists. */
export const unlessTaken = async <T>(write: Promise<T>): Promise<T | null> => {
  try {
    return await write;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
};

/** Whether a write failed because a row that it names was deleted. */
const isOrphan = (error: unknown): boolean => /^(23503|SQLITE_CONSTRAINT_FOREIGNKEY)$/.test(codeOf(error));

/**
 * SQLSTATE classes and system errors after which the same request may succeed later. SQLite calls the database corrupt also when
 * the disk fails to read it.
 */
const PASSING =
  /^(SQLITE_(BUSY|FULL|IOERR|READONLY|CANTOPEN|LOCKED|NOMEM|CORRUPT|NOTADB)|08|53|57P|57014|55P03|58|XX|40001|40P01|25006|25P03|25P04|26000|42P05|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)/;

/** Its code in brackets, which says more than the text of it. */
const said = (error: unknown): string => (codeOf(error) === '' ? '' : ` (${codeOf(error)})`);

/** Turns a driver's error into UnavailableError if a retry may help, or GoneError if a row it names is gone; otherwise returns it. */
export const translateError = (error: unknown): unknown => {
  if (error instanceof UnavailableError) return error;
  if (isOrphan(error)) return new GoneError('a row that the write names was deleted', { cause: error });
  const message = error instanceof Error ? error.message : '';
  // A statement that will never be right, such as one with too many parameters. PgBouncer says the same of its own troubles,
  // but ends the connection.
  const isRefused =
    codeOf(error) === '08P01' && error instanceof Error && 'severity' in error && error.severity === 'ERROR';
  const lostConnection = /Connection terminated|not queryable|timeout exceeded|timeout expired|read timeout/i.test(
    message,
  );
  return (PASSING.test(codeOf(error)) && !isRefused) || lostConnection
    ? new UnavailableError(`the database cannot be reached or cannot write at the moment${said(error)}`, {
        cause: error,
      })
    : error;
};
