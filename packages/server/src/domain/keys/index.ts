export { KEY_ALGS, type KeyAlg, type Keys, loadKeys, type RotatedKey, sealingKeyOf } from './keys.js';
export { signingKeysStore } from './store.js';
export { keysModule } from './module.js';
export { keysRetention } from './retention.js';
export type { KeysTables } from './tables.js';
export { keysJobs } from './jobs.js';
