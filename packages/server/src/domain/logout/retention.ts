import type { Database } from '../../database/database.js';
import { DAY } from '../../kernel/clock.js';
import { logoutNoticesStore } from './store.js';
import type { LogoutSchema } from './tables.js';

/** Longer than notices are retried (notices.ts). */
const LOGOUT_NOTICE_MEMORY = DAY;

export const logoutRetention = (database: Database<LogoutSchema>) => {
  const notices = logoutNoticesStore(database);
  return (now: number) => notices.deleteOld(now - LOGOUT_NOTICE_MEMORY);
};
