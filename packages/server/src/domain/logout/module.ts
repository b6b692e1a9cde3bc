import type { Shared } from '../../database/shared.js';
import type { Needs } from './needs.js';
import { createLogoutNotices } from './notices.js';
import { createReadLogoutRequest } from './requests.js';
import { logoutNoticesStore } from './store.js';
import type { LogoutSchema } from './tables.js';

export const logoutModule = (shared: Shared<LogoutSchema>, needs: Needs) => ({
  logoutNotices: createLogoutNotices({ ...shared, ...needs, store: logoutNoticesStore(shared.database) }),
  readLogoutRequest: createReadLogoutRequest({ ...shared, ...needs }),
});
