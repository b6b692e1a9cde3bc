import { resolve } from 'node:path';
import { UnavailableError } from '../kernel/unavailable.js';
import type { Database } from './database.js';
import * as postgres from './postgres/faults.js';
import type { PostgresOptions } from './postgres/open.js';
import * as sqlite from './sqlite/faults.js';

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

/** What an operator can do about an error of the database at this URL, if something. */
export const remedyFor = (error: unknown, url: string): string | undefined =>
  fileOf(url) === null ? postgres.remedyFor(error, url) : sqlite.remedyFor(error);

/**
 * Says what an operator can do, if what failed is the database at this URL and an operator can do something. Other errors, such as
 * that of a file that a command reads, may have the same codes.
 */
export const explained = (error: unknown, url: string): unknown => {
  if (!(error instanceof UnavailableError)) return error;
  const file = fileOf(url);
  return file === null ? postgres.explained(error, url) : sqlite.explained(error, file);
};
