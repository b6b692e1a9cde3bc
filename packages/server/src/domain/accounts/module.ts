import type { Shared } from '../../database/shared.js';
import type { Audit } from '../audit/index.js';
import { createInvitations } from './invitations.js';
import type { ManagedAccounts } from './managed.js';
import { createProfile } from './profile.js';
import { invitationsStore } from './store/invitations.js';
import { rolesStore } from './store/roles.js';
import type { AccountsTables } from './tables.js';

interface Needs {
  /** The account source (sources/). */
  accounts: ManagedAccounts;
  audit: Audit;
}

export const accountsModule = (shared: Shared<AccountsTables>, needs: Needs) => {
  const { database } = shared;
  return {
    roles: rolesStore(database),
    invitations: createInvitations({ ...shared, ...needs, store: invitationsStore(database) }),
    profile: createProfile({ ...shared, ...needs }),
  };
};
