import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { WORKSPACE } from './paths.js';

/** A PostgreSQL for one test, which may kill, freeze or promote it. */
export interface PostgresServer {
  /** A superuser's. */
  url: string;
  /** Of the process that starts all others. */
  pid: number;
  stop(): Promise<void>;
}

interface PostgresModule {
  /**
   * With `standbyOf`, the URL of another, it follows that one, and with `hot_standby: 'off'` lets nobody in, as while it starts
   * up. `environment` is the server's.
   */
  startPostgres(options: {
    durable: boolean;
    standbyOf?: string;
    settings?: Readonly<Record<string, string | number>>;
    environment?: Readonly<Record<string, string>>;
  }): Promise<PostgresServer>;
}

interface PgBouncerModule {
  startPgBouncer(url: string, settings?: Record<string, string>): Promise<{ port: number; stop(): Promise<void> }>;
}

interface SupervisedModule {
  /** The account that servers run as which refuse to run as root; empty if we are not root. */
  unprivileged(): { uid?: number; gid?: number };
}

const script = (name: string): string => pathToFileURL(join(WORKSPACE, `scripts/lib/${name}.mjs`)).href;

export const { startPostgres } = (await import(script('postgres'))) as PostgresModule;
export const { startPgBouncer } = (await import(script('pgbouncer'))) as PgBouncerModule;
export const { unprivileged } = (await import(script('supervised'))) as SupervisedModule;

/** Runs one statement on a connection of its own. */
export const ask = async (url: string, statement: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
};
