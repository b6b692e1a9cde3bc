import type { Database } from '../../database/database.js';
import { pendingSignInsStore } from './store/pending-sign-ins.js';
import { upstreamRequestsStore } from './upstream/store/requests.js';
import type { SignInSchema } from './tables.js';

export const signInRetention = (database: Database<SignInSchema>) => {
  const pending = pendingSignInsStore(database);
  const upstream = upstreamRequestsStore(database);
  return async (now: number): Promise<void> => {
    await pending.deleteExpired(now);
    await upstream.deleteExpired(now);
  };
};
