import type { Shared } from '../../database/shared.js';
import type { AccountSource } from '../accounts/index.js';
import type { Apps } from '../apps/index.js';
import type { Audit } from '../audit/index.js';
import type { Keys, Signer } from '../keys/index.js';
import type { Notifications } from '../mail/index.js';
import { createAccessTokens } from './access-tokens.js';
import { createIdTokens } from './id-tokens.js';
import { createTokenIssuing, type TokenLifetimes } from './issuing.js';
import type { TokenReader } from './reader.js';
import { tokensStore } from './store/index.js';
import type { TokensSchema } from './tables.js';
import { createTokens } from './tokens.js';
import type { TokenView } from './view.js';

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
  const tokenReader: TokenReader = {
    findCode: (hash) => codes.find(hash),
    findFamily: (id) => tokenFamilies.findLive(id),
  };
  const { accessTokenLifetime } = needs.lifetimes;
  const idTokensOf = (signer: Signer) => createIdTokens({ ...shared, ...needs, signer, lifetime: accessTokenLifetime });

  const servicesOn = (view: TokenView) => {
    const parts = { ...shared, ...needs, ...view, idTokens: idTokensOf(view.signer), tokenRecords };
    const { tokenReader: reader, accessTokenLifetime: lifetime } = view;
    const accessTokens = createAccessTokens({ ...parts, authorizations, reader, lifetime });
    const issuing = createTokenIssuing({ ...parts, accessTokens });
    return { accessTokens, issuing, tokens: createTokens({ ...parts, accessTokens, issuing }) };
  };

  const { accounts, audit, keys: signer } = needs;
  const { rootKey } = shared;
  const tokenView: TokenView = { tokenReader, accounts, audit, signer, rootKey, accessTokenLifetime };
  return {
    tokenRecords,
    tokenReader,
    idTokens: idTokensOf(signer),
    ...servicesOn(tokenView),
    /** What the services above know, and the same services on another view. */
    tokenView,
    tokenServicesOn: servicesOn,
  };
};
