import type { Database } from '../../database/database.js';
import { idempotentRequestsStore } from './store.js';
import type { IdempotencyTables } from './tables.js';

export const idempotencyRetention = (database: Database<IdempotencyTables>) =>
  idempotentRequestsStore(database).deleteExpired;
