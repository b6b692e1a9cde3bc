export { type Access, type AccessTokens, createAccessTokens, type Presentation } from './access-tokens.js';
export { createIdTokens, type IdTokenHint, type IdTokens } from './id-tokens.js';
export { createIntrospection, type IntrospectionService } from './introspection.js';
export {
  createTokenIssuing,
  invalidGrant,
  type TokenIssuing,
  type TokenRequest,
  type TokenResponse,
} from './issuing.js';
export type { AuthorizationRow, ListedAuthorization } from './store/authorizations.js';
export { insertCode, type NewCode } from './store/codes.js';
export { familyInsertion, type NewFamily } from './store/families.js';
export { deleteIdleApps, type IdleLimits } from './store/idle-apps.js';
export { createTokens, type Tokens } from './tokens.js';
