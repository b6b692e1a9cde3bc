import type { Database } from '../../database/database.js';
import { DAY } from '../../kernel/clock.js';
import { sessionsStore } from './store.js';
import type { SessionsSchema } from './tables.js';

/** As long as a browser keeps the cookie that identifies it. */
const BROWSER_MEMORY = 400 * DAY;

export const sessionsRetention = (database: Database<SessionsSchema>) => {
  const sessions = sessionsStore(database);
  return async (now: number): Promise<void> => {
    await sessions.deleteExpired(now);
    await sessions.forgetBrowsers(now - BROWSER_MEMORY);
  };
};
