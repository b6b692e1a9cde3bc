export { createResources, type Resource, type Resources, type ResourceScope } from './resources.js';
export { withdraw } from './store.js';
