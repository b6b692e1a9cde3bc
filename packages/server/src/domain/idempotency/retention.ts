import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { idempotentRequestsStore } from './store.js';
import type { IdempotencyTables } from './tables.js';

export const idempotencyRetention = (database: Database<IdempotencyTables>): Deletion[] => [
  { what: 'answers to creating requests', deleteOld: idempotentRequestsStore(database).deleteExpired },
];
