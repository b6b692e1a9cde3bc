export type { User } from '../core/client.js';
export { OctroiError, type LocalErrorCode } from '../core/errors.js';
export type { BackendOptions } from './backend.js';
export { completeSignIn, type CompleteSignInOptions } from './callback.js';
export { defineElements } from './elements/index.js';
export type { PublicOptions } from './public-client.js';
export {
  createBrowserSession,
  type BrowserSession,
  type BrowserSessionOptions,
  type SessionState,
  type SignInOptions,
} from './session.js';
