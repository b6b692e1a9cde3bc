export type { Access, AccessTokens, Presentation } from './access-tokens.js';
export { createIdTokens, type IdTokenHint, type IdTokens } from './id-tokens.js';
export { invalidGrant, type TokenIssuing, type TokenRequest, type TokenResponse } from './issuing.js';
export { insertCode, type NewCode } from './store/codes.js';
export { familyInsertion, type NewFamily } from './store/families.js';
export { deleteIdleApps, type IdleLimits } from './store/idle-apps.js';
export type { Tokens } from './tokens.js';
export type { TokenView } from './view.js';
export { tokensModule } from './module.js';
export { tokensRetention } from './retention.js';
export type { TokensSchema, TokensTables } from './tables.js';
export { eraseAuthorizationsOf } from './erase-user.js';
export { consentTo, covers, isNewlyAllowed, type AskedOfUser } from './consent.js';
export {
  createTokenExchange,
  type Grant,
  type GrantDefinition,
  type ReadGrant,
  requireGrantType,
  type TokenExchange,
} from './grants/grant.js';
export { readAccess, writeAccess } from './store/columns.js';
export type { TokenReader } from './reader.js';
export type { Authorization, GivenAuthorization, ListedAuthorization } from './store/authorization.js';
export {
  appsInUseByOthers,
  endAuthorization,
  liveAuthorization,
  liveAuthorizationIds,
  recordConsent,
  revokeTokensOf,
  useAuthorization,
  withdrawResource,
  type AppInUse,
  type AuthorizationsStore,
  type Consent,
  type Consented,
} from './store/authorizations.js';
export type { TokenFamiliesStore } from './store/families.js';
export type { TokensStore } from './store/index.js';
export type { LiveToken } from './access-tokens.js';
export type { TokenLifetimes } from './issuing.js';
export { tokensJobs } from './jobs.js';
