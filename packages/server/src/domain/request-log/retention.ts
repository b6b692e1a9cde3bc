import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { LINE_MEMORY } from './log.js';
import { appRequestsStore } from './store.js';
import type { RequestLogSchema } from './tables.js';

export const requestLogRetention = (database: Database<RequestLogSchema>): Deletion[] => [
  { what: 'the request log', deleteOld: (now) => appRequestsStore(database).deleteOld(now - LINE_MEMORY) },
];
