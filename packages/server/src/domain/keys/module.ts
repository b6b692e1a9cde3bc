import type { Shared } from '../../database/shared.js';
import type { Audit } from '../audit/index.js';
import { loadKeys } from './keys.js';
import { createSecretKeys } from './root-key.js';
import { signingKeysStore } from './store.js';
import type { KeysSchema } from './tables.js';

export const keysModule = async (shared: Shared<KeysSchema>, needs: { audit: Audit; ownKey: Uint8Array }) => ({
  keys: await loadKeys({ ...shared, ...needs, store: signingKeysStore(shared.database) }),
  secretKeys: createSecretKeys({ ...shared, ...needs }),
});
