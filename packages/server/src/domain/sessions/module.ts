import type { Shared } from '../../database/shared.js';
import { createSessions, type Needs } from './sessions.js';
import { sessionsStore } from './store/sessions.js';
import type { SessionsSchema } from './tables.js';

export const sessionsModule = (shared: Shared<SessionsSchema>, needs: Needs) => ({
  sessions: createSessions({ ...shared, ...needs, store: sessionsStore(shared.database) }),
});
