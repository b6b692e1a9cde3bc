import type { AccountSource } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { AccessTokens, TokenReader, Tokens, TokensStore } from '../tokens/index.js';

export interface Needs {
  accounts: AccountSource;
  accessTokens: AccessTokens;
  audit: Audit;
  /** Who can register resources in the console. */
  resourcesBy: 'operators' | 'developers';
  tokens: Tokens;
  tokenReader: TokenReader;
  tokenRecords: TokensStore;
}
