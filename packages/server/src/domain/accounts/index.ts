export { createInvitations, type Invitation, type Invitations } from './invitations.js';
export type {
  AccountLimits,
  BalanceHistory,
  LedgerEntry,
  ManagedAccounts,
  NewAccount,
  NewAccountFault,
  NewUpstreamAccount,
} from './managed.js';
export { createProfile, type Profile } from './profile.js';
export { type Account, type AccountSource, DISABLED, ENABLED, findUnambiguous, type Money } from './source.js';
export { foldKey, insertUser, type NewUser, type UserRow } from './sources/built-in/store.js';
export type { StoredRole } from './store/roles.js';
