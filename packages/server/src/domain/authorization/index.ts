export {
  type Authorizations,
  consentTo,
  type Covering,
  createAuthorizations,
  isNewlyAllowed,
  type ListedAuthorization,
} from './authorizations.js';
export { createRequestChecks, findRedirectUri, type Push, type RequestChecks } from './checks.js';
export { type Destination, destinationOf, PROMPTS, RESPONSE_MODES } from './parameters.js';
export {
  createPushedRequests,
  isPushedRequestUri,
  type PushedRequest,
  type PushedRequests,
} from './pushed-requests.js';
export {
  type AuthorizationParameters,
  type AuthorizationRequest,
  type AuthorizationRequests,
  createAuthorizationRequests,
  isAllowedBySignIn,
} from './requests.js';
export { type Consent, recordConsent } from './store/answers.js';
