import type { Shared } from '../../database/shared.js';
import type { SafeFetch } from '../../kernel/safe-fetch.js';
import type { Apps } from '../apps/index.js';
import type { Keys } from '../keys/index.js';
import type { IdTokens } from '../tokens/index.js';
import { createLogoutNotices } from './notices.js';
import { createReadLogoutRequest } from './requests.js';
import { logoutNoticesStore } from './store.js';
import type { LogoutSchema } from './tables.js';

interface Needs {
  apps: Apps;
  fetch: SafeFetch;
  idTokens: IdTokens;
  keys: Keys;
}

export const logoutModule = (shared: Shared<LogoutSchema>, needs: Needs) => ({
  logoutNotices: createLogoutNotices({ ...shared, ...needs, store: logoutNoticesStore(shared.database) }),
  readLogoutRequest: createReadLogoutRequest(needs),
});
