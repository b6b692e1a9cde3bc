import type { Shared } from '../../database/shared.js';
import type { AccountSource } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { AccessTokens, TokenReader, Tokens, TokensStore } from '../tokens/index.js';
import { createIntrospection } from './introspection.js';
import { createResources } from './resources.js';
import { resourcesStore } from './store.js';
import type { ResourcesSchema } from './tables.js';

interface Needs {
  accounts: AccountSource;
  accessTokens: AccessTokens;
  audit: Audit;
  tokens: Tokens;
  tokenReader: TokenReader;
  tokenRecords: TokensStore;
}

export const resourcesModule = (shared: Shared<ResourcesSchema>, needs: Needs) => {
  const resources = createResources({ ...shared, ...needs, store: resourcesStore(shared.database) });
  return { resources, introspection: createIntrospection({ ...shared, ...needs, resources }) };
};
