import type { Database } from '../../database/database.js';
import { pushedRequestsStore } from './store/pushed-requests.js';
import { authorizationRequestsStore } from './store/requests.js';
import type { AuthorizationSchema } from './tables.js';

export const authorizationRetention =
  (database: Database<AuthorizationSchema>) =>
  async (now: number): Promise<void> => {
    await authorizationRequestsStore(database).deleteExpired(now);
    await pushedRequestsStore(database).deleteExpired(now);
  };
