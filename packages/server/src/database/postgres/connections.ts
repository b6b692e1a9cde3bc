import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  Client,
  type ClientConfig,
  type CustomTypesConfig,
  Pool,
  type PoolClient,
  type QueryResult,
  types as builtInTypes,
} from 'pg';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { UnavailableError } from '../../kernel/unavailable.js';
import { codeOf } from '../database.js';

/** How long a statement may take. In milliseconds. */
export interface Patience {
  /** The server gives up, and the connection stays. */
  statement: number;
  /** The server has not even said that it gave up: the connection leads nowhere and is destroyed. */
  answer: number;
}

export interface Options {
  max: number;
  patience: Patience;
  applicationName: string;
  /** Behind a pooler that gives each transaction another connection, such as PgBouncer in transaction mode. */
  isPooled: boolean;
  onError: (error: Error) => void;
}

/** How long to wait for the server to let a new connection in. */
const CONNECT_TIMEOUT_MS = 4_000;
/** How long to wait while others use all connections. With `Patience.answer`, less than 15 s. */
const QUEUE_TIMEOUT_MS = 7_000;
/** The server ends a transaction whose process stalls, because others wait for its locks. */
const STALLED_MS = 15_000;
const KEEP_ALIVE_DELAY_MS = 10_000;
const FAREWELL_MS = 1_000;
const INT8 = 20;

/** Every bigint column stays within the safe integers (README.md), so a number holds it exactly. */
const types: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === INT8 ? (value: string) => Number(value) : builtInTypes.getTypeParser(oid, format),
};

/** The pool has one time limit for both. */
class ImpatientClient extends Client {
  constructor(config?: ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  }
}

/** The driver's own errors, for a query and for a new connection, have no code. */
const isSilence = (error: unknown): boolean =>
  error instanceof Error && ['Query read timeout', 'timeout expired'].includes(error.message);

/** What was prepared no longer fits the tables (0A000), or a pooler has lost it (26000) or gave it to us (42P05). */
const STALE = new Set(['0A000', '26000', '42P05']);
/** This server is a standby, or was made read-only when another took its place. */
const READ_ONLY = '25006';

/** Whether the same statement or transaction, which had no effect, may succeed on another connection. */
export const helpsToReconnect = (error: unknown): boolean => STALE.has(codeOf(error)) || codeOf(error) === READ_ONLY;

/** A name belongs to a text, whichever process or version prepares it. */
const nameOf = (text: string): string => `octroi_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;

/**
 * Connections to a PostgreSQL server, reused. One that cannot be relied on is not: neither after an error that says so, nor if
 * it is as old as one that fell silent or that leads to a server that cannot write any more.
 */
export const openConnections = (url: string, { max, patience, applicationName, isPooled, onError }: Options) => {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: QUEUE_TIMEOUT_MS,
    Client: ImpatientClient,
    query_timeout: patience.answer,
    // Poolers refuse these parameters.
    ...(isPooled ? {} : { statement_timeout: patience.statement, idle_in_transaction_session_timeout: STALLED_MS }),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    application_name: applicationName,
    types,
  });
  const names = new Map<string, string>();
  const connected = new Set<PoolClient>();
  const spent = new WeakSet<PoolClient>();
  /** Whether the server fell silent and has let nobody in since. */
  let isInDoubt = false;
  let trial: Promise<void> | null = null;

  // A connection closed by the server must not end the process, in a transaction or idle (the pool reports the latter again).
  pool.on('connect', (client) => {
    connected.add(client);
    client.on('error', onError);
  });
  pool.on('remove', (client) => connected.delete(client));
  pool.on('error', () => {});

  const condemn = (error: unknown, client: PoolClient): void => {
    if (isSilence(error)) {
      isInDoubt = true;
      // Whatever else is sent on it, such as a rollback, would wait just as long.
      client.connection.stream.destroy();
    } else if (STALE.has(codeOf(error))) {
      spent.add(client);
      return;
    } else if (codeOf(error) !== READ_ONLY) {
      return;
    }
    for (const each of connected) spent.add(each);
  };

  const send = async (client: PoolClient, text: string, values: readonly unknown[]): Promise<QueryResult> => {
    const name = names.get(text);
    try {
      return await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
    } catch (error) {
      condemn(error, client);
      // Outside of transactions it has had no effect, and without a name it is parsed anew.
      const again = name !== undefined && STALE.has(codeOf(error)) && client.getTransactionStatus() === 'I';
      if (again) return client.query({ text, values: [...values] });
      throw error;
    }
  };

  const release = (client: PoolClient): void => {
    if (!spent.has(client)) return client.release();
    // Not by the protocol's farewell, for which a silent server would have to be there.
    client.connection.stream.destroy();
    client.release(true);
  };

  const unavailable = (cause: unknown): never => {
    isInDoubt ||= isSilence(cause);
    throw new UnavailableError('no connection to the database', { cause });
  };

  const connect = async (): Promise<PoolClient> => {
    for (;;) {
      const client = await pool.connect().catch(unavailable);
      if (!spent.has(client)) return client;
      release(client);
    }
  };

  /** Not with a connection of the pool, all of which may be waiting for the server. */
  const tryServer = async (): Promise<void> => {
    const client = new ImpatientClient(pool.options);
    client.on('error', onError);
    await client.connect().catch(unavailable);
    isInDoubt = false;
    void client.end();
  };

  const acquire = async (): Promise<PoolClient> => {
    // While the server is silent, requests do not wait in turn for a connection each, but together for one.
    if (isInDoubt) {
      await (trial ??= tryServer().finally(() => {
        trial = null;
      }));
    }
    return connect();
  };

  // Kysely identifies a connection by its client, so each client always gets the same wrapper.
  const wrappers = new WeakMap<PoolClient, PostgresPoolClient>();
  const wrap = (client: PoolClient): PostgresPoolClient => {
    const query = (text: string, values: readonly unknown[]) => send(client, text, values);
    // The cast leaves out cursors, which Kysely's type includes and we do not use.
    return {
      query: query as unknown as PostgresPoolClient['query'],
      release: (isBroken: boolean) => {
        if (isBroken) spent.add(client);
        release(client);
      },
    };
  };

  const end = async (): Promise<void> => {
    const ended = pool.end();
    // A silent server does not answer a farewell.
    const signal = AbortSignal.timeout(FAREWELL_MS);
    while (connected.size > 0 && !signal.aborted) await once(pool, 'remove', { signal }).catch(() => {});
    for (const client of connected) client.connection.stream.destroy();
    await ended;
  };

  const forKysely: PostgresPool = {
    options: pool.options,
    end,
    connect: async () => {
      const client = await acquire();
      const wrapper = wrappers.get(client) ?? wrap(client);
      wrappers.set(client, wrapper);
      return wrapper;
    },
  };

  return {
    pool: forKysely,

    /** From now on the server parses and plans this text only once per connection. */
    name: (text: string): void => {
      if (!isPooled && !names.has(text)) names.set(text, nameOf(text));
    },

    /** Runs one statement, in no transaction. */
    run: async (text: string, values: readonly unknown[]): Promise<QueryResult> => {
      const client = await acquire();
      try {
        return await send(client, text, values);
      } finally {
        release(client);
      }
    },
  };
};

export type Connections = ReturnType<typeof openConnections>;
