import type { Database } from '../../database/database.js';
import { DAY, HOUR } from '../../kernel/clock.js';
import { signingKeysStore } from './store.js';
import type { KeysTables } from './tables.js';

/** Of a signing key that signs no more: a day, which no token outlives (config/variables.ts), and an hour for clocks. */
const RETIRED_KEY_MEMORY = DAY + HOUR;

/** Deletes what is no longer needed at `now`. */
export const keysRetention = (database: Database<KeysTables>) => {
  const keys = signingKeysStore(database);
  return async (now: number): Promise<void> => {
    await keys.deleteRetired(now - RETIRED_KEY_MEMORY);
  };
};
