import { resolve } from 'node:path';
import type { Database } from './database.js';

/**
 * Opens the database a URL names: `file:./data/octroi.db` (SQLite; relative to the working directory) or
 * `postgres://...`. The driver of the other one is never loaded.
 */
export const connect = async (url: string, onError: (error: Error) => void): Promise<Database> => {
  if (url.startsWith('file:')) {
    const { openSqlite } = await import('./sqlite.js');
    return openSqlite(resolve(url.slice('file:'.length)));
  }
  const { openPostgres } = await import('./postgres.js');
  return openPostgres(url, onError);
};
