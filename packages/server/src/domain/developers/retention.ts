import type { Database } from '../../database/database.js';
import { deleteUpTo, type Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import type { DevelopersTables } from './tables.js';

/** The audit log says longer when they were made and revoked. */
const REVOKED_TOKEN_MEMORY = 90 * DAY;

export const developersRetention = (database: Database<DevelopersTables>): Deletion[] => [
  {
    what: 'revoked developer tokens',
    deleteOld: (now) => deleteUpTo(database, 'developer_tokens', 'revoked_at', now - REVOKED_TOKEN_MEMORY),
  },
];
