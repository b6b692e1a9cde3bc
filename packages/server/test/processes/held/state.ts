import { sql } from 'kysely';
import type { Database, Dialect, Queryable } from '#server/database/database.js';
import type { Observation } from '#server/domain/audit/audit.js';
import type { Schema } from '#server/wiring/schema.js';

/** Counts of attempts, the leases of jobs, the time, the log of what apps asked for, what was used once: none is an effect. */
const ASIDE = new Set([
  'attempt_counts',
  'job_leases',
  'reference_time',
  'app_requests',
  'app_request_counts',
  'used_jtis',
]);

/** Bookkeeping, the count of wrong codes, and that of a passkey's uses. */
const COLUMNS_ASIDE = new Set(['last_seen_at', 'last_used_at', 'attempts', 'sign_count']);

const OBSERVATIONS: Readonly<Record<Observation, true>> = {
  data_downloaded: true,
  passkey_refused: true,
  requests_limited: true,
  second_step_failed: true,
  second_step_limited: true,
  sign_in_failed: true,
  sign_in_limited: true,
  sign_up_limited: true,
};

type Row = Readonly<Record<string, unknown>>;

const isEffect = (table: string, row: Row): boolean =>
  table !== 'audit_events' || !Object.hasOwn(OBSERVATIONS, String(row['type']));

const textOf = (table: string, row: Row): string =>
  `${table} ${JSON.stringify(Object.entries(row).filter(([column]) => !COLUMNS_ASIDE.has(column)))}`;

type Reading = Pick<Queryable<Schema>, 'query'>;

const tablesOf = async ({ query }: Reading, dialect: Dialect): Promise<string[]> => {
  const tables =
    dialect === 'postgres'
      ? sql<{ name: string }>`select table_name as name from information_schema.tables where table_schema = 'public'`
      : sql<{ name: string }>`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`;
  return (await tables.execute(query)).rows.map(({ name }) => name).filter((name) => !ASIDE.has(name));
};

/** In one query, because each is a round trip. */
const rowsOnPostgres = async ({ query }: Reading, tables: readonly string[]) => {
  const selects = tables.map((name) => sql`select ${name} as name, to_json(x) as row from ${sql.table(name)} x`);
  return (await sql<{ name: string; row: Row }>`${sql.join(selects, sql` union all `)}`.execute(query)).rows;
};

const rowsOnSqlite = async ({ query }: Reading, tables: readonly string[]) => {
  const read = tables.map(async (name) => {
    const { rows } = await sql<Row>`select * from ${sql.table(name)}`.execute(query);
    return rows.map((row) => ({ name, row }));
  });
  return (await Promise.all(read)).flat();
};

export type State = ReadonlySet<string>;

/** Every row of every table, whichever tables there are: what a request has changed shows here. */
export const stateOf = async ({ read, dialect }: Database<Schema>, reading: Reading = read): Promise<State> => {
  const tables = await tablesOf(reading, dialect);
  const rows = await (dialect === 'postgres' ? rowsOnPostgres : rowsOnSqlite)(reading, tables);
  return new Set(rows.filter(({ name, row }) => isEffect(name, row)).map(({ name, row }) => textOf(name, row)));
};

/** The rows that are there in only one of two states. */
export const changesBetween = (was: State, is: State): string[] =>
  [...[...was].filter((row) => !is.has(row)), ...[...is].filter((row) => !was.has(row))].toSorted();
