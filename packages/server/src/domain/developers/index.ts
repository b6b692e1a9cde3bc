export { createDevelopers, type Developers } from './developers.js';
export { developersModule } from './module.js';
export type { DevelopersTables } from './tables.js';
export { eraseDeveloperTokens } from './erase-user.js';
