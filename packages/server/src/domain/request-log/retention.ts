import type { Database } from '../../database/database.js';
import { LINE_MEMORY } from './log.js';
import { appRequestsStore } from './store.js';
import type { RequestLogSchema } from './tables.js';

export const requestLogRetention = (database: Database<RequestLogSchema>) => (now: number) =>
  appRequestsStore(database).deleteOld(now - LINE_MEMORY);
