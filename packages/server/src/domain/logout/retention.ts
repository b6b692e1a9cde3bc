import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import { logoutNoticesStore } from './store.js';
import type { LogoutSchema } from './tables.js';

/** Longer than notices are retried (notices.ts). */
const LOGOUT_NOTICE_MEMORY = DAY;

export const logoutRetention = (database: Database<LogoutSchema>): Deletion[] => [
  {
    what: 'undeliverable logout notices',
    deleteOld: (now) => logoutNoticesStore(database).deleteOld(now - LOGOUT_NOTICE_MEMORY),
  },
];
