export { type Authorizations, createAuthorizations } from './authorizations.js';
export { createRequestChecks, findRedirectUri, type Push, type RequestChecks } from './checks.js';
export {
  type AuthorizationParameters,
  type Destination,
  destinationOf,
  isAllowedBySignIn,
  PROMPTS,
  RESPONSE_MODES,
} from './parameters.js';
export {
  createPushedRequests,
  isPushedRequestUri,
  type PushedRequest,
  type PushedRequests,
} from './pushed-requests.js';
export { type AuthorizationRequest, type AuthorizationRequests, createAuthorizationRequests } from './requests.js';
export { authorizationModule } from './module.js';
export { authorizationRetention } from './retention.js';
export type { AuthorizationSchema, AuthorizationTables } from './tables.js';
export { eraseGrantedRequests } from './erase-user.js';
export type { RedirectPolicy } from './redirect-policy.js';
