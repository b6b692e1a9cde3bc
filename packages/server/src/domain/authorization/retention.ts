import type { Database } from '../../database/database.js';
import { pushedRequestsStore } from './store/pushed-requests.js';
import { authorizationRequestsStore } from './store/requests.js';
import type { AuthorizationSchema } from './tables.js';

export const authorizationRetention = (database: Database<AuthorizationSchema>) => {
  const requests = authorizationRequestsStore(database);
  const pushed = pushedRequestsStore(database);
  return async (now: number): Promise<void> => {
    await requests.deleteExpired(now);
    await pushed.deleteExpired(now);
  };
};
