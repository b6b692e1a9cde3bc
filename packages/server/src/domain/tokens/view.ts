import type { AccountSource } from '../accounts/index.js';
import type { Audit } from '../audit/index.js';
import type { Signer } from '../keys/index.js';
import type { TokenReader } from './reader.js';

/** All that the token services know about users. On another view of the same grants, apps see other users. */
export interface TokenView {
  tokenReader: TokenReader;
  accounts: Pick<AccountSource, 'getById'>;
  audit: Pick<Audit, 'record'>;
  /** Signs what others verify. Only the view of real users has published keys. */
  signer: Signer;
  /** The keys of refresh tokens are derived from it. */
  rootKey: Uint8Array;
  /** In seconds. */
  accessTokenLifetime: number;
}
