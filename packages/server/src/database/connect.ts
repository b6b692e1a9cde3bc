import { resolve } from 'node:path';
import type { Database } from './database.js';
import type { PostgresOptions } from './postgres/open.js';

/**
 * Opens the database a URL names: `file:./data/octroi.db` (SQLite; relative to the working directory) or
 * `postgres://...`. Does not load the other one's driver.
 */
export const connect = async <S>(
  url: string,
  onError: (error: Error) => void,
  options?: PostgresOptions,
): Promise<Database<S>> => {
  if (url.startsWith('file:')) {
    const { openSqlite } = await import('./sqlite/open.js');
    return openSqlite<S>(resolve(url.slice('file:'.length)));
  }
  const { openPostgres } = await import('./postgres/open.js');
  return openPostgres<S>(url, onError, options);
};
