import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import { userDeletionStore } from './store.js';
import type { AccountDataSchema } from './tables.js';

/** How long after a deletion a request may still have been under way, plus hours for a job that could not run. */
const DELETION_SWEEP = 2 * DAY;

export const accountDataRetention = (database: Database<AccountDataSchema>): Deletion[] => [
  {
    what: 'what was left behind by deleted users',
    deleteOld: (now) => userDeletionStore(database).sweep(now - DELETION_SWEEP, now),
  },
];
