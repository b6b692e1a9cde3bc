export {
  type CeremonyOptions,
  createPasskeys,
  MAX_PASSKEY_NAME,
  MAX_PASSKEYS,
  type Passkeys,
} from './passkeys/passkeys.js';
export { createSignIn, type SignIn } from './password.js';
export { createPendingSignIns, PENDING_LIFETIME, type PendingSignIns } from './pending-sign-ins.js';
export { createPasswordChange, type PasswordChange } from './recovery/password-change.js';
export { createPasswordReset, type PasswordReset } from './recovery/password-reset.js';
export { createSecondStep, type Proposal, type SecondStep } from './second-step/second-step.js';
export { createSignUp, type SignUp } from './sign-up.js';
export { createUpstreamIdentities } from './upstream/identities.js';
export {
  type Handshake,
  type ProvenUser,
  UpstreamError,
  type UpstreamPrompt,
  type UpstreamProvider,
} from './upstream/provider.js';
export { createUpstreamRequests, type Newcomer, type UpstreamErrand } from './upstream/requests.js';
export { type NewUpstreamIdentity, UpstreamSignUpTooLateError } from './upstream/store/identities.js';
export type { UpstreamRequestKey } from './upstream/store/requests.js';
export { type ConfiguredUpstream, createUpstreamProviders, readUpstream } from './upstream/providers/index.js';
export { createUpstream, type Upstream } from './upstream/upstream.js';
export { signInModule } from './module.js';
export { signInRetention } from './retention.js';
export type { SignInSchema, SignInTables } from './tables.js';
export { eraseWaysIn } from './erase-user.js';
export type { UpstreamIdentities } from './upstream/identities.js';
export type { NewUpstreamAccount } from './sign-up.js';
