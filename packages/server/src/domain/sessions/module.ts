import type { Shared } from '../../database/shared.js';
import { createSessions, type Needs } from './sessions.js';
import { createSignInCounts } from './sign-in-counts.js';
import { sessionsStore } from './store/sessions.js';
import type { SessionsSchema } from './tables.js';

export const sessionsModule = (shared: Shared<SessionsSchema>, needs: Needs) => {
  const signInCounts = createSignInCounts({ ...shared, ...needs });
  return {
    signInCounts,
    sessions: createSessions({ ...shared, ...needs, signInCounts, store: sessionsStore(shared.database) }),
  };
};
