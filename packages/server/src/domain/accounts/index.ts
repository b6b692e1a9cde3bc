export type { Invitations } from './invitations.js';
export type {
  AccountLimits,
  BalanceHistory,
  InsertAccount,
  LedgerEntry,
  ManagedAccounts,
  NewAccount,
  NewAccountFault,
  NewAccountFaults,
  NewPasswordlessAccount,
  Registration,
} from './managed.js';
export { accountsModule } from './module.js';
export type { Profile } from './profile.js';
export { accountsRetention } from './retention.js';
export { hasRoom } from './room.js';
export {
  type Account,
  type AccountSource,
  AmbiguousLoginError,
  findUnambiguous,
  type Money,
  type Verified,
  verifiedOf,
} from './source.js';
export { type LookAlike, lookAlikes } from './sources/built-in/look-alikes.js';
export { deletedSince, erasePerson, eraseRole, holdOperators, holdUser, someOperators } from './store/deletion.js';
export type { Invitation } from './store/invitations.js';
export type { RolesStore, StoredRole } from './store/roles.js';
export type { AccountsTables } from './tables.js';
