import type { Database } from '../../database/database.js';
import { playgroundRunsStore } from './store.js';
import type { PlaygroundTables } from './tables.js';

export const playgroundRetention = (database: Database<PlaygroundTables>) => {
  const runs = playgroundRunsStore(database);
  return async (now: number): Promise<void> => {
    await runs.deleteExpired(now);
  };
};
