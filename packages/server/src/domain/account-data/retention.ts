import type { Database } from '../../database/database.js';
import { DAY } from '../../kernel/clock.js';
import { userDeletionStore } from './store.js';
import type { AccountDataSchema } from './tables.js';

/** How long after a deletion a request may still have been under way, plus hours for a job that could not run. */
const DELETION_SWEEP = 2 * DAY;

export const accountDataRetention = (database: Database<AccountDataSchema>) => (now: number) =>
  userDeletionStore(database).sweep(now - DELETION_SWEEP, now);
