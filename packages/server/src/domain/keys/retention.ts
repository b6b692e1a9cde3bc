import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY, HOUR } from '../../kernel/clock.js';
import { RETIRED_COPY_MEMORY, UNUSED_COPY_MEMORY } from './standing.js';
import { rootKeyCopiesStore, signingKeysStore } from './store.js';
import type { KeysTables } from './tables.js';

/**
 * How long a retired signing key is kept: the maximum lifetime of a token (one day, config/variables.ts), plus an hour
 * for clock differences.
 */
const RETIRED_KEY_MEMORY = DAY + HOUR;

export const keysRetention = (database: Database<KeysTables>): Deletion[] => [
  {
    what: 'retired signing keys',
    deleteOld: (now) => signingKeysStore(database).deleteRetired(now - RETIRED_KEY_MEMORY),
  },
  {
    what: 'copies of the root key under secret keys that were replaced, or never used',
    deleteOld: (now) => rootKeyCopiesStore(database).deleteOld(now - RETIRED_COPY_MEMORY, now - UNUSED_COPY_MEMORY),
  },
];
