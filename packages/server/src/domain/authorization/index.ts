export type { Authorizations } from './authorizations.js';
export { findRedirectUri, type RequestChecks } from './checks.js';
export { authorizationModule } from './module.js';
export {
  type AuthorizationParameters,
  type Destination,
  destinationOf,
  isAllowedBySignIn,
  PROMPTS,
  RESPONSE_MODES,
} from './parameters.js';
export { type ContinuedPush, isPushedRequestUri, type PushedRequest, type PushedRequests } from './pushed-requests.js';
export type { AuthorizationRequest, AuthorizationRequests, By, Sender } from './requests.js';
export { authorizationRetention } from './retention.js';
export type { AuthorizationSchema, AuthorizationTables } from './tables.js';
