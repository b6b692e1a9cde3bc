import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY, HOUR } from '../../kernel/clock.js';
import { rootKeyCopiesStore, signingKeysStore } from './store.js';
import type { KeysTables } from './tables.js';

/**
 * How long a retired signing key is kept: the maximum lifetime of a token (one day, config/variables.ts), plus an hour
 * for clock differences.
 */
const RETIRED_KEY_MEMORY = DAY + HOUR;
/** How long processes that have not been given the new secret key can still start with the old one. */
const RETIRED_COPY_MEMORY = DAY;

export const keysRetention = (database: Database<KeysTables>): Deletion[] => [
  {
    what: 'retired signing keys',
    deleteOld: (now) => signingKeysStore(database).deleteRetired(now - RETIRED_KEY_MEMORY),
  },
  {
    what: 'copies of the root key under replaced secret keys',
    deleteOld: (now) => rootKeyCopiesStore(database).deleteRetired(now - RETIRED_COPY_MEMORY),
  },
];
