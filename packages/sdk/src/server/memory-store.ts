import type { SessionStore, StoredSession } from './stored-sessions.js';

/** Stores sessions in the memory of one process. */
export const createMemoryStore = (now: () => number = Date.now): SessionStore => {
  const sessions = new Map<string, StoredSession>();

  const forgetExpired = (): void => {
    for (const [id, { expiresAt }] of sessions) if (expiresAt <= now()) sessions.delete(id);
  };

  return {
    get: async (id) => sessions.get(id) ?? null,
    set: async (id, session, expected) => {
      if ((sessions.get(id)?.version ?? null) !== expected) return false;
      if (expected === null) forgetExpired();
      sessions.set(id, session);
      return true;
    },
    delete: async (id) => {
      sessions.delete(id);
    },
  };
};
