export { type Clients, createClients } from './authentication.js';
export { createClientKeys } from './client-keys.js';
export { type CheckedProof, createDpopProofs, type DpopProofs } from './dpop-proofs.js';
export { createFailures, type FailureKind, type Failures } from './failures.js';
export { clientAuthModule } from './module.js';
export { clientAuthRetention } from './retention.js';
export type { ClientAuthTables } from './tables.js';
export type { UsedJtisStore } from './store.js';
