import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { pendingSignInsStore } from './store/pending-sign-ins.js';
import { upstreamRequestsStore } from './upstream/store/requests.js';
import type { SignInSchema } from './tables.js';

export const signInRetention = (database: Database<SignInSchema>): Deletion[] => [
  { what: 'expired pending sign-ins', deleteOld: pendingSignInsStore(database).deleteExpired },
  { what: 'expired requests to providers', deleteOld: upstreamRequestsStore(database).deleteExpired },
];
