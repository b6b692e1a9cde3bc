export { createInvitations, type Invitations } from './invitations.js';
export type { Invitation } from './store/invitations.js';
export type {
  AccountLimits,
  BalanceHistory,
  LedgerEntry,
  ManagedAccounts,
  NewAccount,
  NewAccountFault,
} from './managed.js';
export { createProfile, type Profile } from './profile.js';
export { type Account, type AccountSource, findUnambiguous, type Money } from './source.js';
export { foldKey, insertUser, type NewUser } from './sources/built-in/store.js';
export type { StoredRole } from './store/roles.js';
export { accountsModule } from './module.js';
export { accountsRetention } from './retention.js';
export type { AccountsTables } from './tables.js';
export { deletedSince, erasePerson, eraseRole, holdOperators, holdUser, someOperators } from './store/deletion.js';
export type { InsertAccount, NewPasswordlessAccount } from './managed.js';
export type { RolesStore } from './store/roles.js';
