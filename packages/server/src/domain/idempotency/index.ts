export type { Idempotency, KeptAnswer, RepeatableRequest, Turn, WhenCreated } from './idempotency.js';
export { idempotencyModule } from './module.js';
export { idempotencyRetention } from './retention.js';
export type { IdempotencyTables } from './tables.js';
