import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { playgroundRunsStore } from './store.js';
import type { PlaygroundTables } from './tables.js';

export const playgroundRetention = (database: Database<PlaygroundTables>): Deletion[] => [
  { what: 'expired playground runs', deleteOld: playgroundRunsStore(database).deleteExpired },
];
