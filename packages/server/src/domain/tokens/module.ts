import type { Shared } from '../../database/shared.js';
import type { AccountSource } from '../accounts/index.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Keys } from '../keys/index.js';
import type { Notifications } from '../mail/index.js';
import { createAccessTokens } from './access-tokens.js';
import { createIdTokens } from './id-tokens.js';
import { createTokenIssuing, type TokenLifetimes } from './issuing.js';
import type { TokenReader } from './reader.js';
import { tokensStore } from './store/index.js';
import type { TokensSchema } from './tables.js';
import { createTokens } from './tokens.js';

interface Needs {
  accounts: AccountSource;
  apps: Apps;
  audit: Audit;
  keys: Keys;
  notifications: Notifications;
  /** Whether tokens can be bound to keys. */
  dpop: boolean;
  /** All in seconds. */
  lifetimes: TokenLifetimes & { accessTokenLifetime: number };
}

export const tokensModule = (shared: Shared<TokensSchema>, needs: Needs) => {
  const tokenRecords = tokensStore(shared.database);
  const { authorizations, codes, tokenFamilies } = tokenRecords;
  const tokenReader: TokenReader = { findCode: codes.find, findFamily: tokenFamilies.findLive };
  const lifetime = needs.lifetimes.accessTokenLifetime;
  const accessTokens = createAccessTokens({ ...shared, ...needs, authorizations, reader: tokenReader, lifetime });
  const idTokens = createIdTokens({ ...shared, ...needs, lifetime });
  const issuing = createTokenIssuing({ ...shared, ...needs, accessTokens, idTokens });
  return {
    tokenRecords,
    tokenReader,
    accessTokens,
    idTokens,
    issuing,
    tokens: createTokens({ ...shared, tokenRecords, accessTokens, issuing }),
  };
};
