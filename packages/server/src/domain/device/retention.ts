import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { HOUR } from '../../kernel/clock.js';
import { deviceRequestsStore } from './store.js';
import type { DeviceSchema } from './tables.js';

/** So that a device that polls late learns that its code has expired. */
const EXPIRED_REQUEST_MEMORY = HOUR;

export const deviceRetention = (database: Database<DeviceSchema>): Deletion[] => [
  {
    what: 'expired device requests',
    deleteOld: (now) => deviceRequestsStore(database).deleteExpired(now - EXPIRED_REQUEST_MEMORY),
  },
];
