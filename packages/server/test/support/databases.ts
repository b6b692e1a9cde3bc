import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe } from 'node:test';
import { connect } from '#server/database/connect.js';
import type { Database, Dialect } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';
import { createStore, type Store } from './store.js';
import { createMigratedDatabase, createPostgresDatabase, type PostgresDatabase } from './postgres.js';
import { copyMigratedFile } from './templates.js';

/** A process's connection to a database. */
export interface Handle {
  readonly database: Database<Schema>;
  readonly store: Store;
  /** May be called again. */
  close(): Promise<void>;
}

export interface EmptyDatabase {
  /** For OCTROI_DATABASE_URL. */
  readonly url: string;
  /** Another handle, with its own connections. */
  connect(): Promise<Handle>;
}

/** A migrated database, and a first handle. */
export interface TestDatabase extends EmptyDatabase, Handle {}

export interface Databases {
  /** Creates a database without tables. */
  create(): Promise<EmptyDatabase>;
  /** Copies a migrated database and opens it. */
  open(): Promise<TestDatabase>;
}

/** A database that nobody has opened. */
export interface Place {
  /** For OCTROI_DATABASE_URL. */
  readonly url: string;
  remove(): Promise<void>;
}

const NAMES: Record<Dialect, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

const createFile = async (): Promise<Place & { file: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'octroi-store-'));
  const file = join(folder, 'octroi.db');
  return { file, url: `file:${file}`, remove: () => rm(folder, { recursive: true, force: true }) };
};

const createMigratedFile = async (): Promise<Place> => {
  const place = await createFile();
  await copyMigratedFile(place.file);
  return place;
};

const createOnServer = async (create: () => Promise<PostgresDatabase>): Promise<Place> => {
  const { url, drop } = await create();
  return { url, remove: drop };
};

/** A new database without tables. */
const createEmpty = (dialect: Dialect): Promise<Place> =>
  dialect === 'sqlite' ? createFile() : createOnServer(createPostgresDatabase);

/** A copy of a migrated one. */
export const createMigrated = (dialect: Dialect): Promise<Place> =>
  dialect === 'sqlite' ? createMigratedFile() : createOnServer(createMigratedDatabase);

const openHandle = async (url: string): Promise<Handle> => {
  // Some tests cut connections on purpose, and assert what a caller sees.
  const database = await connect(url, () => {});
  let closing: Promise<void> | undefined;
  return { database, store: createStore(database), close: () => (closing ??= database.close()) };
};

/** Registers tests on one of the databases. Closes and deletes what they opened after each. */
export const describeOn = (dialect: Dialect, subject: string, register: (databases: Databases) => void): void => {
  describe(`${subject} (${NAMES[dialect]})`, () => {
    const cleanups: (() => Promise<void>)[] = [];

    const enter = async ({ url, remove }: Place): Promise<EmptyDatabase> => {
      cleanups.push(remove);
      return {
        url,
        connect: async () => {
          const handle = await openHandle(url);
          cleanups.push(handle.close);
          return handle;
        },
      };
    };

    const create = async (): Promise<EmptyDatabase> => enter(await createEmpty(dialect));

    const open = async (): Promise<TestDatabase> => {
      const copy = await enter(await createMigrated(dialect));
      return { ...copy, ...(await copy.connect()) };
    };

    afterEach(async () => {
      for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
    });
    register({ create, open });
  });
};

/** Registers the same tests on SQLite and on PostgreSQL. */
export const forEachDatabase = (subject: string, register: (databases: Databases, dialect: Dialect) => void): void => {
  for (const dialect of ['sqlite', 'postgres'] as const) {
    describeOn(dialect, subject, (databases) => register(databases, dialect));
  }
};
