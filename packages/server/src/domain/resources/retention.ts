import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { finishRemovals } from './store/removal.js';
import type { ResourcesSchema } from './tables.js';

export const resourcesRetention = (database: Database<ResourcesSchema>): Deletion[] => [
  { what: 'removed resources', deleteOld: () => finishRemovals(database) },
];
