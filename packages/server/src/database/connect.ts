import { resolve } from 'node:path';
import type { Database } from './database.js';
import type { PostgresOptions } from './postgres/open.js';

/** The file of a SQLite database; null if the URL names a PostgreSQL database. */
export const fileOf = (url: string): string | null =>
  url.startsWith('file:') ? resolve(url.slice('file:'.length)) : null;

/**
 * Opens the database a URL names: `file:./data/octroi.db` (SQLite; relative to the working directory) or
 * `postgres://...`. Does not load the other one's driver.
 */
export const connect = async <S>(
  url: string,
  onError: (error: Error) => void,
  options?: PostgresOptions,
): Promise<Database<S>> => {
  const file = fileOf(url);
  if (file !== null) {
    const { openSqlite } = await import('./sqlite/open.js');
    return openSqlite<S>(file);
  }
  const { openPostgres } = await import('./postgres/open.js');
  return openPostgres<S>(url, onError, options);
};
