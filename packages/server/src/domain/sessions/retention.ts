import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import { sessionsStore } from './store/sessions.js';
import type { SessionsSchema } from './tables.js';

/** As long as a browser keeps the cookie that identifies it. */
const BROWSER_MEMORY = 400 * DAY;

export const sessionsRetention = (database: Database<SessionsSchema>): Deletion[] => {
  const sessions = sessionsStore(database);
  return [
    { what: 'expired sessions', deleteOld: sessions.deleteExpired },
    { what: 'known browsers', deleteOld: (now) => sessions.forgetBrowsers(now - BROWSER_MEMORY) },
  ];
};
