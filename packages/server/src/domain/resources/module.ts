import type { Shared } from '../../database/shared.js';
import { createIntrospection } from './introspection.js';
import type { Needs } from './needs.js';
import { createResources } from './resources.js';
import { resourcesStore } from './store/resources.js';
import type { ResourcesSchema } from './tables.js';

export const resourcesModule = (shared: Shared<ResourcesSchema>, needs: Needs) => {
  const resources = createResources({ ...shared, ...needs, store: resourcesStore(shared.database) });
  return { resources, introspection: createIntrospection({ ...shared, ...needs, resources }) };
};
