export type { Access } from './access.js';
export type { IntrospectionOptions } from './introspection.js';
export { createResource, type Resource, type ResourceMetadata, type ResourceOptions } from './resource.js';
export { OctroiError } from '../core/errors.js';
