import type { Shared } from '../../database/shared.js';
import { createPlayground } from './playground.js';
import { playgroundRunsStore } from './store.js';
import type { PlaygroundTables } from './tables.js';

export const playgroundModule = (shared: Shared<PlaygroundTables>) => ({
  playground: createPlayground({ ...shared, store: playgroundRunsStore(shared.database) }),
});
