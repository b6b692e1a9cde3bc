import type { Shared } from '../../database/shared.js';
import type { AccountSource } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { LogoutNotices } from '../logout/index.js';
import { createSessions } from './sessions.js';
import { sessionsStore } from './store.js';
import type { SessionsSchema } from './tables.js';

interface Needs {
  accounts: AccountSource;
  audit: Audit;
  logoutNotices: LogoutNotices;
  /** In seconds. */
  lifetime: number;
}

export const sessionsModule = (shared: Shared<SessionsSchema>, needs: Needs) => ({
  sessions: createSessions({ ...shared, ...needs, store: sessionsStore(shared.database) }),
});
