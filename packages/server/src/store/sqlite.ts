import Connection from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import { UnavailableError } from '../kernel/unavailable.js';
import { compilePrepared, translateError, type Database, type Session } from './database.js';
import { createGroupCommit, type Transaction } from './group-commit.js';
import { migrateToLatest } from './migrate.js';
import type { Schema } from './schema.js';

/** Earlier versions can lose a WAL's commits when checkpoints race (the WAL-reset bug, mended in 3.51.3). */
const OLDEST_SAFE_SQLITE = [3, 51, 3];
const LOCK_TIMEOUT_MS = 5_000;
const CACHED_STATEMENTS = 500;

/** Kysely takes SQLite for a database without transactional DDL; it has it, and a half-run migration must not stay. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class TransactionalDdlDialect extends SqliteDialect {
  override createAdapter(): TransactionalDdlAdapter {
    return new TransactionalDdlAdapter();
  }
}

const assertSafeVersion = (connection: Connection.Database): void => {
  const version = connection.prepare('select sqlite_version()').pluck().get();
  const parts = String(version).split('.').map(Number);
  const firstDifferent = OLDEST_SAFE_SQLITE.findIndex((part, index) => parts[index] !== part);
  if (firstDifferent >= 0 && (parts[firstDifferent] ?? 0) < (OLDEST_SAFE_SQLITE[firstDifferent] ?? 0)) {
    throw new Error(`SQLite ${String(version)} is older than ${OLDEST_SAFE_SQLITE.join('.')}; install a newer better-sqlite3.`);
  }
};

const assertPragma = (connection: Connection.Database, pragma: string, expected: string | number): void => {
  const actual: unknown = connection.pragma(pragma, { simple: true });
  if (actual !== expected) throw new Error(`SQLite did not accept PRAGMA ${pragma}=${expected} (it says ${String(actual)}).`);
};

const connect = (file: string): Connection.Database => {
  const connection = new Connection(file);
  try {
    assertSafeVersion(connection);
    connection.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`);
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    assertPragma(connection, 'journal_mode', 'wal');
    assertPragma(connection, 'synchronous', 2);
    assertPragma(connection, 'foreign_keys', 1);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
};

/** Kysely prepares at every query; a statement that was prepared before is handed out again. */
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

const kyselyOn = (connection: Connection.Database): Kysely<Schema> =>
  new Kysely<Schema>({ dialect: new TransactionalDdlDialect({ database: withStatementCache(connection) }) });

const sessionOn = (query: Kysely<Schema>): Session => ({
  query,
  run: async (prepared, parameters) => (await query.executeQuery(prepared.bind(parameters))).rows,
});

const transactionOn = (connection: Connection.Database): Transaction => {
  const begin = connection.prepare('begin immediate');
  const statements = {
    commit: connection.prepare('commit'),
    savepoint: connection.prepare('savepoint one_write'),
    release: connection.prepare('release one_write'),
    rollbackToSavepoint: connection.prepare('rollback to one_write'),
  };
  return {
    tryBegin: () => {
      try {
        begin.run();
        return true;
      } catch (error) {
        if (error instanceof Connection.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
        throw error;
      }
    },
    commit: () => void statements.commit.run(),
    rollback: () => {
      // A failed commit or a full disk may have ended the transaction already.
      if (connection.inTransaction) connection.exec('rollback');
    },
    savepoint: () => void statements.savepoint.run(),
    release: () => void statements.release.run(),
    rollbackToSavepoint: () => void statements.rollbackToSavepoint.run(),
  };
};

const translated = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translateError(error);
  }
};

/** Opens (or creates) a SQLite database file. Two connections: one writes, one reads what is committed. */
export const openSqlite = (file: string): Database => {
  mkdirSync(dirname(file), { recursive: true });
  const writer = connect(file);
  const reader = connect(file);
  const writing = kyselyOn(writer);
  const reading = kyselyOn(reader);
  const transaction = sessionOn(writing);
  const groupCommit = createGroupCommit({
    transaction: transactionOn(writer),
    lockTimeout: LOCK_TIMEOUT_MS,
    onLockTimeout: () => new UnavailableError('another process holds the write lock of the database'),
  });
  const readSession = sessionOn(reading);
  // From here on waiting for a lock must not stop the event loop: the group commit polls instead.
  const stopBlocking = (): void => {
    writer.pragma('busy_timeout = 0');
  };
  stopBlocking();

  return {
    dialect: 'sqlite',
    read: {
      query: reading,
      run: (prepared, parameters) => translated(() => readSession.run(prepared, parameters)),
    },
    write: (work) => translated(() => groupCommit(() => work(transaction))),
    prepare: (build) => compilePrepared(reading, build),
    migrate: async () => {
      writer.pragma(`busy_timeout = ${LOCK_TIMEOUT_MS}`);
      try {
        return await migrateToLatest(writing, 'sqlite');
      } finally {
        stopBlocking();
      }
    },
    ping: () =>
      translated(async () => {
        reader.prepare('select 1').get();
      }),
    close: async () => {
      await reading.destroy();
      await writing.destroy();
      // Kysely closes only connections it has used; closing twice does no harm.
      reader.close();
      writer.close();
    },
  };
};
