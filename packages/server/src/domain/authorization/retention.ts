import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { pushedRequestsStore } from './store/pushed-requests.js';
import { authorizationRequestsStore } from './store/requests.js';
import type { AuthorizationSchema } from './tables.js';

export const authorizationRetention = (database: Database<AuthorizationSchema>): Deletion[] => [
  { what: 'expired authorization requests', deleteOld: authorizationRequestsStore(database).deleteExpired },
  { what: 'expired pushed requests', deleteOld: pushedRequestsStore(database).deleteExpired },
];
