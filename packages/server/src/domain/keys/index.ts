export { keysJobs, tellOfSecretKey } from './jobs.js';
export { KEY_ALGS, type KeyAlg, type Keys, type RotatedKey } from './keys.js';
export { keysModule } from './module.js';
export { keysRetention } from './retention.js';
export {
  adviceOnSecretKey,
  hasSecretKey,
  openRootKey,
  OtherSecretKeyError,
  peekAtRootKey,
  type SecretKeys,
} from './root-key.js';
export { signingKeysStore } from './store.js';
export { createUnpublishedKeys, type Signer } from './unpublished.js';
