import type { Database } from '../../database/database.js';
import { pendingSignInsStore } from './store/pending-sign-ins.js';
import { upstreamRequestsStore } from './upstream/store/requests.js';
import type { SignInSchema } from './tables.js';

export const signInRetention =
  (database: Database<SignInSchema>) =>
  async (now: number): Promise<void> => {
    await pendingSignInsStore(database).deleteExpired(now);
    await upstreamRequestsStore(database).deleteExpired(now);
  };
