import type { Shared } from '../../database/shared.js';
import { createDevelopers, type Needs } from './developers.js';
import { developerTokensStore } from './store.js';
import type { DevelopersSchema } from './tables.js';

export const developersModule = (shared: Shared<DevelopersSchema>, needs: Needs) => ({
  developers: createDevelopers({ ...shared, ...needs, store: developerTokensStore(shared.database) }),
});
