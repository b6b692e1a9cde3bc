export type { Idempotency, KeptAnswer, Turn, WhenCreated } from './idempotency.js';
export { idempotencyModule } from './module.js';
export { idempotencyRetention } from './retention.js';
export type { IdempotencyTables } from './tables.js';
