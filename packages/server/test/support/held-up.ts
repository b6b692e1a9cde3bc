import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const PATIENCE_MS = 20_000;

/** Within `holdingUp`. */
export interface HeldUp {
  /** Resolves once this many transactions of the database wait for another one. */
  waiting(count: number): Promise<void>;
}

const whileLocked = async <T>(url: string, lock: string, meanwhile: (heldUp: HeldUp) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  const waiting = async (count: number): Promise<void> => {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      // Otherwise the list of connections is that of the first look, for as long as this transaction lasts.
      await client.query('select pg_stat_clear_snapshot()');
      const { rows } = await client.query<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if ((rows[0]?.n ?? 0) >= count) return;
      await delay(10);
    }
    throw new Error(`fewer than ${count} transactions wait`);
  };
  try {
    await client.query('begin');
    await client.query(lock);
    return await meanwhile({ waiting });
  } finally {
    await client.query('commit');
    await client.end();
  }
};

/**
 * On PostgreSQL, stops every transaction where it writes to the table, until `meanwhile` is done: so a test decides what
 * happens between two statements of a transaction.
 */
export const holdingUp = <T>(url: string, table: string, meanwhile: (heldUp: HeldUp) => Promise<T>): Promise<T> =>
  whileLocked(url, `lock table ${table} in share mode`, meanwhile);

/** The same for writes to the rows that there are. They have read what they read before they wait. */
export const holdingUpRows = <T>(url: string, table: string, meanwhile: (heldUp: HeldUp) => Promise<T>): Promise<T> =>
  whileLocked(url, `select id from ${table} for update`, meanwhile);
