import type { Database } from '../../database/database.js';
import { DAY } from '../../kernel/clock.js';
import { logoutNoticesStore } from './store.js';
import type { LogoutSchema } from './tables.js';

/** Longer than an app is tried for (notices.ts). */
const LOGOUT_NOTICE_MEMORY = DAY;

/** Deletes what is no longer needed at `now`. */
export const logoutRetention = (database: Database<LogoutSchema>) => {
  const notices = logoutNoticesStore(database);
  return async (now: number): Promise<void> => {
    await notices.deleteOld(now - LOGOUT_NOTICE_MEMORY);
  };
};
