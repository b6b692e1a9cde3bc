export { createResources, type Resource, type Resources, type ResourceScope } from './resources.js';
export { resourcesModule } from './module.js';
export type { ResourcesSchema, ResourcesTables } from './tables.js';
export { eraseResourcesOf } from './erase-user.js';
export { createIntrospection, type IntrospectionService } from './introspection.js';
