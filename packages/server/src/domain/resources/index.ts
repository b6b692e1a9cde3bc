export { createResources, type Resources } from './resources.js';
export type { Resource, ResourceScope } from './store.js';
export { resourcesModule } from './module.js';
export type { ResourcesSchema, ResourcesTables } from './tables.js';
export { eraseResourcesOf } from './erase-user.js';
export { createIntrospection, type IntrospectionService } from './introspection.js';
