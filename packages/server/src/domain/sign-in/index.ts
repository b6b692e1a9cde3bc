export { eraseWaysIn } from './erase-user.js';
export { signInModule } from './module.js';
export { type CeremonyOptions, MAX_PASSKEY_NAME, MAX_PASSKEYS, type Passkeys } from './passkeys/passkeys.js';
export type { SignIn } from './password.js';
export { PENDING_LIFETIME, type PendingSignIns } from './pending-sign-ins.js';
export type { PasswordChange } from './recovery/password-change.js';
export type { PasswordReset, ResetOfAccount } from './recovery/password-reset.js';
export type { RemainingAccess } from './recovery/remaining-access.js';
export type { Remaining, RemovalAnswers } from './recovery/remaining-boxes.js';
export type { SignOutElsewhere } from './recovery/sign-out-elsewhere.js';
export { signInRetention } from './retention.js';
export type { Proposal, SecondStep } from './second-step/second-step.js';
export type { SignUp } from './sign-up.js';
export type { SignInTables } from './tables.js';
export type { UpstreamIdentities } from './upstream/identities.js';
export {
  type Handshake,
  type ProvenUser,
  UpstreamError,
  type UpstreamPrompt,
  type UpstreamProvider,
} from './upstream/provider.js';
export { type ConfiguredUpstream, createUpstreamProviders, readUpstream } from './upstream/providers/index.js';
export type { Newcomer, UpstreamErrand } from './upstream/requests.js';
export type { Upstream } from './upstream/upstream.js';
