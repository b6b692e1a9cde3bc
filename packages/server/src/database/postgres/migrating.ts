import { type Kysely, sql } from 'kysely';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../kernel/clock.js';
import { codeOf } from '../database.js';
import { causeOf } from '../translating-driver.js';
import { migrateToLatest, migrationState } from '../migrate.js';
import { openConnections, type Options } from './connections.js';
import { kyselyOn } from './dialect.js';
import { explained, readOnlyError, UNDECLARED_POOLER } from './faults.js';

/** Kysely's own number, which earlier versions of Octroi lock too. */
const MIGRATION_LOCK = 3853314791062309107n;
/** A migration may rewrite a large table. */
const PATIENCE = { statement: 10 * MINUTE, answer: 10 * MINUTE + 5 * SECOND };
/** Requests queue behind a migration that waits for a table, so it waits less than their statements may take. */
const TABLE_WAIT_MS = 3 * SECOND;
const TABLE_IS_LOCKED = '55P03';
const PAUSE_BETWEEN_TRIES = 2 * SECOND;
const LAST_TRY_AFTER = 60 * SECOND;
/** Processes of versions with this last migration, or an earlier one, have prepared statements with `*`. */
const LAST_WITH_STARS = '0013-app-suspension';
const MAX_WAIT_FOR_OTHERS = 5 * SECOND;

/**
 * Ends the connections of processes that could not use the changed tables: what they prepared with `*` would fail until they
 * reconnect. Their requests that wait for a changed table get 503. Those that are doing something else first finish.
 */
const endOlderConnections = async <S>(transaction: Kysely<S>): Promise<void> => {
  const { rows: moments } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(transaction);
  const changedAt = moments[0]?.now;
  const deadline = performance.now() + MAX_WAIT_FOR_OTHERS;
  for (let left = true; left;) {
    const inHaste = performance.now() >= deadline;
    await sql`select pg_stat_clear_snapshot()`.execute(transaction);
    const { rows } = await sql<{ ended: boolean | null }>`
      select case when ${inHaste} or state = 'idle' or wait_event_type = 'Lock' then pg_terminate_backend(pid) end as ended
      from pg_stat_activity
      where datname = current_database() and usename = current_user and application_name = 'octroi'
        and pid <> pg_backend_pid() and backend_start < ${changedAt}
        and wait_event is distinct from 'advisory'`.execute(transaction);
    left = rows.length > 0 && !inHaste;
    if (left) await wait(20);
  }
};

type Place = Pick<Options, 'isPooled' | 'onError'>;

interface Server {
  encoding: string;
  statement_timeout: string;
  read_only: string;
}

const assertUsable = async <S>(transaction: Kysely<S>, url: string, { isPooled }: Place): Promise<void> => {
  const { rows } = await sql<Server>`select current_setting('server_encoding') as encoding,
    current_setting('statement_timeout') as statement_timeout,
    current_setting('transaction_read_only') as read_only`.execute(transaction);
  const [server] = rows;
  if (server?.encoding !== 'UTF8') {
    throw new Error(
      `The database is encoded in ${server?.encoding}, which cannot hold every name. Create one in UTF8: CREATE DATABASE octroi TEMPLATE template0 ENCODING 'UTF8'`,
    );
  }
  if (!isPooled && server.statement_timeout === '0') throw new Error(UNDECLARED_POOLER);
  if (server.read_only === 'on') throw readOnlyError(url);
};

/** Fails for want of rights here, because the migrator's own error would be that the transaction has failed. */
const assertMayCreate = async <S>(transaction: Kysely<S>): Promise<void> => {
  await sql`create table octroi_may_create_tables ()`.execute(transaction);
  await sql`drop table octroi_may_create_tables`.execute(transaction);
};

const migrateIn = async <S>(transaction: Kysely<S>): Promise<string[]> => {
  // Of several processes that start at once, one migrates and the others wait.
  await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
  await sql`set local lock_timeout = ${sql.lit(TABLE_WAIT_MS)}`.execute(transaction);
  const { last, pending } = await migrationState(transaction, 'postgres');
  if (pending.length > 0) await assertMayCreate(transaction);
  const applied = await migrateToLatest(transaction, 'postgres');
  if (applied.length > 0 && last !== undefined && last <= LAST_WITH_STARS) await endOlderConnections(transaction);
  return applied;
};

/** Migrates the schema, in one transaction on a connection of its own. What can be mended is explained in the error. */
export const migratePostgres = async (url: string, options: Place): Promise<string[]> => {
  const connections = openConnections(url, {
    max: 1,
    patience: PATIENCE,
    applicationName: 'octroi migrate',
    ...options,
  });
  const kysely = kyselyOn<object>(connections);
  const deadline = performance.now() + LAST_TRY_AFTER;
  try {
    for (;;) {
      try {
        return await kysely.transaction().execute(async (transaction) => {
          await assertUsable(transaction, url, options);
          return migrateIn(transaction);
        });
      } catch (error) {
        if (codeOf(causeOf(error)) !== TABLE_IS_LOCKED || performance.now() > deadline) throw explained(error, url);
        await wait(PAUSE_BETWEEN_TRIES);
      }
    }
  } finally {
    await kysely.destroy();
  }
};
