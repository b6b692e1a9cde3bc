export type { Admit, RequestSender } from './admission.js';
export type { AuthenticatedClient, Clients } from './authentication.js';
export type { CheckedProof, DpopProofs } from './dpop-proofs.js';
export type { FailureKind, Failures } from './failures.js';
export { clientAuthModule } from './module.js';
export { clientAuthRetention } from './retention.js';
export type { UsedJtisStore } from './store.js';
