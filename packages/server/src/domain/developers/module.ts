import type { Shared } from '../../database/shared.js';
import type { AccountSource, RolesStore } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import { createDevelopers } from './developers.js';
import { developerTokensStore } from './store.js';
import type { DevelopersTables } from './tables.js';

interface Needs {
  accounts: AccountSource;
  audit: Audit;
  roles: RolesStore;
}

export const developersModule = (shared: Shared<DevelopersTables>, needs: Needs) => ({
  developers: createDevelopers({ ...shared, ...needs, store: developerTokensStore(shared.database) }),
});
