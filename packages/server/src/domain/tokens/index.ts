export type { Access, AccessTokens, LiveToken, Presentation } from './access-tokens.js';
export { allowedAt, consentTo, covers, isDeclined, isElsewhere, isNewlyAllowed, staysDeclined } from './consent.js';
export { eraseAuthorizationsOf, eraseAuthorizationsOfApp } from './erase-user.js';
export {
  createTokenExchange,
  type Grant,
  type GrantDefinition,
  type ReadGrant,
  requireGrantType,
  type TokenExchange,
} from './grants/grant.js';
export type { IdTokenHint, IdTokens } from './id-tokens.js';
export type { TokenIssuing } from './issuing.js';
export { tokensJobs } from './jobs.js';
export { tokensModule } from './module.js';
export type { TokenReader } from './reader.js';
export { tokensRetention } from './retention.js';
export type {
  Authorization,
  AuthorizationPlace,
  GivenAuthorization,
  ListedAuthorization,
  LiveGrant,
} from './store/authorization.js';
export {
  type AppInUse,
  appsInUseByOthers,
  holdAuthorizations,
  liveAuthorization,
  liveAuthorizationIds,
  useAuthorization,
} from './store/authorizations.js';
export { forgetCodesOfSessions, insertCode, type NewCode } from './store/codes.js';
export { readAccess, writeAccess } from './store/columns.js';
export { type Consent, type Consented, recordConsent } from './store/consents.js';
export { endAuthorizations, endAuthorizationsOf, revokeTokensOfUser } from './store/ending.js';
export { endsOf, familyInsertion, type NewFamily } from './store/founding.js';
export { makeRoom, surplusDeletion } from './store/surplus.js';
export { releaseResources, withholdResources } from './store/withheld.js';
export { withdrawResource } from './store/withdrawn-resources.js';
export type { TokensStore } from './store/index.js';
export type { TokensSchema, TokensTables } from './tables.js';
export type { Tokens } from './tokens.js';
export type { TokenView } from './view.js';
