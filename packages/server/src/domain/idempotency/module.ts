import type { Shared } from '../../database/shared.js';
import { createIdempotency } from './idempotency.js';
import { idempotentRequestsStore } from './store.js';
import type { IdempotencyTables } from './tables.js';

export const idempotencyModule = (shared: Shared<IdempotencyTables>) => ({
  idempotency: createIdempotency({ ...shared, store: idempotentRequestsStore(shared.database) }),
});
