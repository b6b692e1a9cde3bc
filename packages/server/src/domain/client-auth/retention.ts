import type { Database } from '../../database/database.js';
import { HOUR } from '../../kernel/clock.js';
import { usedJtisStore } from './store.js';
import type { ClientAuthTables } from './tables.js';

/** Of a jti beyond the time its proof is refused anyway: a clock that goes back a little must not bring it to life (A97). */
const JTI_MEMORY = HOUR;

/** Deletes what is no longer needed at `now`. */
export const clientAuthRetention = (database: Database<ClientAuthTables>) => {
  const usedJtis = usedJtisStore(database);
  return async (now: number): Promise<void> => {
    await usedJtis.deleteExpired(now - JTI_MEMORY);
  };
};
