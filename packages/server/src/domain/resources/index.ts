export { eraseResourcesOf } from './erase-user.js';
export type { IntrospectionService } from './introspection.js';
export { resourcesModule } from './module.js';
export type { Resources } from './resources.js';
export type { Resource, ResourceScope } from './store.js';
export type { ResourcesTables } from './tables.js';
