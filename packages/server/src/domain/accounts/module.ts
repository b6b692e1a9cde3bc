import type { Shared } from '../../database/shared.js';
import { createInvitations } from './invitations.js';
import type { Needs } from './needs.js';
import { createProfile } from './profile.js';
import { invitationsStore } from './store/invitations.js';
import { rolesStore } from './store/roles.js';
import type { AccountsSchema } from './tables.js';

export const accountsModule = (shared: Shared<AccountsSchema>, needs: Needs) => ({
  roles: rolesStore(shared.database),
  invitations: createInvitations({ ...shared, ...needs, store: invitationsStore(shared.database) }),
  profile: createProfile({ ...shared, ...needs }),
});
