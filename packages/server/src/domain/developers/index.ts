export type { Developers } from './developers.js';
export { eraseDeveloperTokens, eraseRevokedTokens } from './erase-user.js';
export { developersModule } from './module.js';
export { developersRetention } from './retention.js';
export { holdTokensOf } from './store.js';
export type { DevelopersSchema, DevelopersTables } from './tables.js';
