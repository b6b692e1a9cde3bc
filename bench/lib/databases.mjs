import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** /tmp is often in memory, where syncing costs nothing and would falsify the benchmark. */
export const temporaryFolder = (name) => mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : tmpdir(), name));

const MEMORY = '/dev/shm';

/** A new SQLite file, on disk or, if `volatile`, in memory. Returns the environment that points the product to it. */
export const createSqlite = async ({ volatile = false } = {}) => {
  const folder = volatile ? mkdtempSync(join(MEMORY, 'octroi-bench-')) : temporaryFolder('octroi-bench-');
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  return {
    name: volatile ? 'SQLite, in memory' : 'SQLite, synchronous=FULL',
    env: { OCTROI_DATABASE_URL: `file:${join(folder, 'octroi.db')}` },
    drop: async () => {
      process.off('exit', remove);
      remove();
    },
  };
};

/** A new database on the PostgreSQL at `url`, whose user may create databases. */
export const createPostgres = async (url) => {
  const name = `octroi_bench_${randomBytes(6).toString('hex')}`;
  const ask = async (sql) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows[0];
    } finally {
      await client.end();
    }
  };
  await ask(`create database ${name}`);
  const { synchronous_commit: commit } = await ask('show synchronous_commit');
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    name: `PostgreSQL, synchronous_commit=${commit}`,
    env: { OCTROI_DATABASE_URL: own.href, OCTROI_SECRET_KEY: randomBytes(32).toString('hex') },
    drop: () => ask(`drop database ${name} with (force)`),
  };
};
