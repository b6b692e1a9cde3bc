import { sql } from 'kysely';
import type { Database } from '#server/database/database.js';
import type { Schema } from '#server/wiring/schema.js';

const CHANGES = ['insert', 'update', 'delete'] as const;

/** Runs `work` while the table refuses every change to a row, as if the server died at that point of a transaction. */
export const whileRefusing = async <T>(
  database: Database<Schema>,
  table: keyof Schema,
  work: () => Promise<T>,
): Promise<T> => {
  const run = (...statements: string[]) =>
    database.write(async ({ query }) => {
      for (const statement of statements) await sql.raw(statement).execute(query);
    });
  const isPostgres = database.dialect === 'postgres';
  const refuse = isPostgres
    ? 'for each row execute function refuse()'
    : `begin select raise(abort, '${table} refuses'); end`;
  if (isPostgres) {
    await run(
      `create or replace function refuse() returns trigger language plpgsql as 'begin raise exception ''% refuses'', tg_table_name; end'`,
    );
  }
  await run(
    ...CHANGES.map((change) => `create trigger refuse_${change}_${table} before ${change} on ${table} ${refuse}`),
  );
  try {
    return await work();
  } finally {
    const on = isPostgres ? ` on ${table}` : '';
    await run(...CHANGES.map((change) => `drop trigger refuse_${change}_${table}${on}`));
  }
};

/** Every row of the tables, to compare. */
export const rowsOf = async (
  database: Database<Schema>,
  tables: readonly (keyof Schema)[],
): Promise<Record<string, unknown>> => {
  const all: Record<string, unknown> = {};
  for (const table of tables) {
    const { rows } = await sql`select * from ${sql.table(table)}`.execute(database.read.query);
    all[table] = rows.map((row) => JSON.stringify(row)).toSorted();
  }
  return all;
};
