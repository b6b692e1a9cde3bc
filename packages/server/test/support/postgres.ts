import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** An empty database of one test's own. */
export interface PostgresDatabase {
  /** `postgres://...`, as OCTROI_DATABASE_URL takes it. */
  readonly url: string;
  /** Removes the database, ending the connections that are still open to it. */
  drop(): Promise<void>;
}

const serverUrl = (): string => {
  const url = process.env['OCTROI_TEST_POSTGRES_URL'];
  if (url === undefined || url === '') {
    throw new Error('OCTROI_TEST_POSTGRES_URL is not set: run the tests through npm test, which starts PostgreSQL');
  }
  return url;
};

const execute = async (sql: string): Promise<void> => {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
};

/** Creates a database with a random name on the server that `npm test` started. */
export const createPostgresDatabase = async (): Promise<PostgresDatabase> => {
  const name = `octroi_${randomBytes(8).toString('hex')}`;
  await execute(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
};
