export { type Clients, createClients } from './authentication.js';
export { createClientKeys } from './client-keys.js';
export { type CheckedProof, createDpopProofs, type DpopProofs } from './dpop-proofs.js';
export { createFailures, type FailureKind, type Failures } from './failures.js';
