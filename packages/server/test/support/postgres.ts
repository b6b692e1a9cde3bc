import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { connect } from '#server/database/connect.js';
import { schemaName } from './templates.js';

/** An empty database for one test. */
export interface PostgresDatabase {
  /** `postgres://...`, for OCTROI_DATABASE_URL. */
  readonly url: string;
  /** Drops the database and closes its open connections. */
  drop(): Promise<void>;
}

const serverUrl = (): string => {
  const url = process.env['OCTROI_TEST_POSTGRES_URL'];
  if (url === undefined || url === '') {
    throw new Error('OCTROI_TEST_POSTGRES_URL is not set: run the tests through npm test, which starts PostgreSQL');
  }
  return url;
};

const withClient = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** Runs a statement on the server that `npm test` started, as its superuser. */
export const asSuperuser = (sql: string): Promise<unknown> => withClient((client) => client.query(sql));

const urlOf = (database: string): string => {
  const url = new URL(serverUrl());
  url.pathname = `/${database}`;
  return url.href;
};

const createFrom = async (template: string): Promise<PostgresDatabase> => {
  const name = `octroi_${randomBytes(8).toString('hex')}`;
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: urlOf(name),
    drop: async () => void (await asSuperuser(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
};

/** Creates a database with a random name on the server that `npm test` started. */
export const createPostgresDatabase = (): Promise<PostgresDatabase> => createFrom('template1');

/** Creates the template unless another test file has. It is renamed to its final name once complete. */
const ensureTemplate = (): Promise<string> =>
  withClient(async (client) => {
    const name = schemaName();
    // Held until the connection ends; other test files wait meanwhile.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) {
      const unfinished = `${name}_unfinished`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${unfinished}`);
      const database = await connect(urlOf(unfinished), () => {});
      try {
        await database.migrate();
      } finally {
        await database.close();
      }
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${name}`);
    }
    return name;
  });

let template: Promise<string> | undefined;

/** A copy of a database that was migrated once for all test files. */
export const createMigratedDatabase = async (): Promise<PostgresDatabase> =>
  createFrom(await (template ??= ensureTemplate()));
