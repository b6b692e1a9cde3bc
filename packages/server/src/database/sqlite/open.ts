import Connection from 'better-sqlite3';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Driver, Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { UnavailableError } from '../../kernel/unavailable.js';
import { conditional, isConditional } from '../../kernel/condition.js';
import {
  codeOf,
  compilePrepared,
  createOnCommit,
  translateError,
  type Database,
  type Prepared,
  type Queryable,
} from '../database.js';
import { explained, explaining } from './faults.js';
import { createGroupCommit, type Transaction } from './group-commit.js';
import { createCompaction, emptyLog, givesBackSpace } from './space.js';
import { memoryLimiter } from './limiter.js';
import { migrateToLatest } from '../migrate.js';
import { createReadiness } from '../readiness.js';
import { translated, translatingDriver } from '../translating-driver.js';

/** Earlier versions can lose WAL commits when checkpoints race (the WAL-reset bug, fixed in 3.51.3). */
const OLDEST_SAFE_SQLITE = [3, 51, 3];
const LOCK_TIMEOUT_MS = 5_000;
const MIGRATION_POLL_MS = 20;
const CACHED_STATEMENTS = 500;

const isBusy = (error: unknown): boolean =>
  error instanceof Connection.SqliteError && error.code.startsWith('SQLITE_BUSY');

/** Kysely assumes that SQLite lacks transactional DDL. It has it, and a migration must not be left half done. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class OctroiDialect extends SqliteDialect {
  override createAdapter(): TransactionalDdlAdapter {
    return new TransactionalDdlAdapter();
  }

  override createDriver(): Driver {
    return translatingDriver(super.createDriver());
  }
}

const assertSafeVersion = (connection: Connection.Database): void => {
  const version = connection.prepare('select sqlite_version()').pluck().get();
  const parts = String(version).split('.').map(Number);
  const firstDifferent = OLDEST_SAFE_SQLITE.findIndex((part, index) => parts[index] !== part);
  if (firstDifferent >= 0 && (parts[firstDifferent] ?? 0) < (OLDEST_SAFE_SQLITE[firstDifferent] ?? 0)) {
    throw new Error(
      `SQLite ${String(version)} is older than ${OLDEST_SAFE_SQLITE.join('.')}; install a newer better-sqlite3.`,
    );
  }
};

const assertPragma = (connection: Connection.Database, pragma: string, expected: string | number): void => {
  const actual: unknown = connection.pragma(pragma, { simple: true });
  if (actual !== expected)
    throw new Error(`SQLite did not accept PRAGMA ${pragma}=${expected} (it says ${String(actual)}).`);
};

const connect = (file: string): Connection.Database => {
  const connection = new Connection(file);
  try {
    assertSafeVersion(connection);
    connection.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`);
    givesBackSpace(connection);
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    // Overwrites what is deleted with zeros, where that writes no further pages.
    connection.pragma('secure_delete = FAST');
    assertPragma(connection, 'journal_mode', 'wal');
    assertPragma(connection, 'synchronous', 2);
    assertPragma(connection, 'foreign_keys', 1);
    assertPragma(connection, 'secure_delete', 2);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** Kysely prepares every query again; this returns the statement prepared before. */
const withStatementCache = (connection: Connection.Database) => {
  const statements = new Map<string, Connection.Statement>();
  return {
    close: () => connection.close(),
    prepare: (sql: string): Connection.Statement => {
      const known = statements.get(sql);
      if (known) return known;
      if (statements.size >= CACHED_STATEMENTS) statements.clear();
      const statement = connection.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
  };
};

/** Ends a transaction that could not be ended as it should: a disk that fails may not even let it be undone at once. */
const rollBack = (connection: Connection.Database): void => {
  try {
    if (connection.inTransaction) connection.exec('rollback');
  } catch {
    // The next one tries again.
  }
};

/**
 * Puts the reads that follow one event into one read transaction, because a read lock for each would cost more than the reads.
 * It ends before the next event, because that may be a request whose sender has seen what another process committed
 * meanwhile. `end` closes it earlier, so that a write is visible as soon as it is committed.
 */
const createReadTransaction = (connection: Connection.Database) => {
  const begin = connection.prepare('begin');
  const commit = connection.prepare('commit');
  let isOpen = false;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    if (!connection.open) return;
    try {
      commit.run();
    } catch {
      // The reads have their answers, or have failed themselves. Nobody is here to be told.
      rollBack(connection);
    }
  };
  const enter = (): void => {
    if (isOpen) return;
    rollBack(connection);
    begin.run();
    isOpen = true;
    process.nextTick(end);
  };
  return { enter, end };
};

interface SqliteQueryable<S> extends Queryable<S> {
  runNow<P extends object, R>(prepared: Prepared<P, R>, parameters: P): R[];
}

/** Prepared queries bypass Kysely, which would be half of the cost on the busiest paths. */
const queryableOn = <S>(connection: Connection.Database, enter: () => void = () => {}): SqliteQueryable<S> => {
  const cached = withStatementCache(connection);
  const runNow = <P extends object, R>(prepared: Prepared<P, R>, parameters: P): R[] => {
    enter();
    const statement = cached.prepare(prepared.compiled.sql);
    const values = prepared.valuesOf(parameters);
    if (statement.reader) return statement.all(values) as R[];
    statement.run(values);
    return [];
  };
  return {
    query: new Kysely<S>({ dialect: new OctroiDialect({ database: cached }) }),
    runNow,
    onCommit: (call) => call(),
    run: async (prepared, parameters) => {
      try {
        return runNow(prepared, parameters);
      } catch (error) {
        throw translateError(error);
      }
    },
  };
};

const transactionOn = (connection: Connection.Database, afterCommit: () => void): Transaction => {
  const begin = connection.prepare('begin immediate');
  const statements = {
    commit: connection.prepare('commit'),
    savepoint: connection.prepare('savepoint one_write'),
    release: connection.prepare('release one_write'),
    rollbackToSavepoint: connection.prepare('rollback to one_write'),
  };
  return {
    tryBegin: () => {
      rollBack(connection);
      try {
        begin.run();
        return true;
      } catch (error) {
        if (isBusy(error)) return false;
        throw error;
      }
    },
    commit: () => {
      statements.commit.run();
      afterCommit();
    },
    // A failed commit or a full disk may have ended the transaction already.
    rollback: () => rollBack(connection),
    savepoint: () => void statements.savepoint.run(),
    release: () => void statements.release.run(),
    rollbackToSavepoint: () => void statements.rollbackToSavepoint.run(),
    isOpen: () => connection.inTransaction,
  };
};

/** Another process may be migrating, so this retries until the lock timeout. */
const migrateWhenFree = async <S>(database: Kysely<S>): Promise<string[]> => {
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      return await migrateToLatest(database, 'sqlite');
    } catch (error) {
      if (!(error instanceof UnavailableError && isBusy(error.cause)) || performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, MIGRATION_POLL_MS));
    }
  }
};

/** One by one, because Node calls a read-only disk "no such file or directory" if it is to make them at once. */
const createFolder = (folder: string): void => {
  if (existsSync(folder)) return;
  createFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process that starts at the same time.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
};

/** Readable by its owner only, and so are SQLite's own files beside it. An existing file keeps its mode. */
const createFile = (file: string): void => {
  createFolder(dirname(file));
  closeSync(openSync(file, 'a', 0o600));
};

/** Opens (or creates) a SQLite database file with two connections: one writes, one reads committed data. */
export const openSqlite = <S>(file: string): Database<S> => {
  const [writer, reader] = explaining(file, () => {
    createFile(file);
    return [connect(file), connect(file)] as const;
  });
  const readTransaction = createReadTransaction(reader);
  const transaction = queryableOn<S>(writer);
  const read = queryableOn<S>(reader, readTransaction.enter);
  const groupCommit = createGroupCommit({
    transaction: transactionOn(writer, readTransaction.end),
    lockTimeout: LOCK_TIMEOUT_MS,
    onLockTimeout: () =>
      new UnavailableError(`another program holds the write lock of the database ${file}`, {
        cause: new Connection.SqliteError('database is locked', 'SQLITE_BUSY'),
      }),
  });
  const write: Database<S>['write'] = (work) => {
    const checked = conditional(work);
    const { onCommit, committed } = createOnCommit();
    return translated(async () => {
      const result = await groupCommit.write(() => checked({ ...transaction, onCommit }));
      committed();
      return result;
    });
  };
  const probe = reader.prepare('select 1');
  const writeProbe = (statement: string) =>
    translated(() => groupCommit.writeOne(() => writer.prepare(statement).run()));
  // From here on, waiting for a lock must not block the event loop; group commit and migration poll instead.
  writer.pragma('busy_timeout = 0');

  return {
    dialect: 'sqlite',
    read,
    write,
    writeOne: (prepared, parameters) =>
      !isConditional()
        ? translated(() => groupCommit.writeOne(() => transaction.runNow(prepared, parameters)))
        : write((session) => session.run(prepared, parameters)),
    prepare: (build) => compilePrepared(read.query, build),
    limiter: memoryLimiter,
    migrate: () =>
      migrateWhenFree(transaction.query).catch((error: unknown) => {
        throw explained(error, file);
      }),
    ping: () =>
      translated(async () => {
        probe.get();
      }),
    ready: createReadiness(writeProbe),
    compact: createCompaction(writer, (step) => translated(() => groupCommit.writeOne(step))),
    emptyLog: () => emptyLog(file),
    close: async () => {
      // Writes are answered in turn, so this one waits for all before it.
      await groupCommit.writeOne(() => {}).catch(() => {});
      await read.query.destroy();
      await transaction.query.destroy();
      // Kysely closes only connections it has used. Closing twice is harmless.
      reader.close();
      writer.close();
    },
  };
};
