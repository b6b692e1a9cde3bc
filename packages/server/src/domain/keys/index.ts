export { KEY_ALGS, type KeyAlg, type Keys, loadKeys, type RotatedKey, sealingKeyOf } from './keys.js';
export { signingKeysStore } from './store.js';
