export { eraseResourcesOf, finishRemovals } from './store/removal.js';
export { resourcesRetention } from './retention.js';
export type { IntrospectionService } from './introspection.js';
export { resourcesModule } from './module.js';
export type { Resources } from './resources.js';
export { holdRegistrations } from './store/registration.js';
export type { Resource, ResourceScope } from './store/resources.js';
export { resumeResourcesOf, suspendResourcesOf } from './store/suspension.js';
export type { ResourcesSchema, ResourcesTables } from './tables.js';
