import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { HOUR } from '../../kernel/clock.js';
import { usedJtisStore } from './store.js';
import type { ClientAuthTables } from './tables.js';

/** How long a jti is kept after its proof has expired, in case the clock is set back a little (A97). */
const JTI_MEMORY = HOUR;

export const clientAuthRetention = (database: Database<ClientAuthTables>): Deletion[] => [
  { what: 'used jtis', deleteOld: (_now, worldNow) => usedJtisStore(database).deleteExpired(worldNow - JTI_MEMORY) },
];
