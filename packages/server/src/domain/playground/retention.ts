import type { Database } from '../../database/database.js';
import { playgroundRunsStore } from './store.js';
import type { PlaygroundTables } from './tables.js';

export const playgroundRetention = (database: Database<PlaygroundTables>) =>
  playgroundRunsStore(database).deleteExpired;
