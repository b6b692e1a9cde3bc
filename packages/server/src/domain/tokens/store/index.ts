import type { Database } from '../../../database/database.js';
import type { TokensSchema } from '../tables.js';
import { authorizationsStore } from './authorizations.js';
import { codesStore } from './codes.js';
import { tokenFamiliesStore } from './families.js';

export const tokensStore = (database: Database<TokensSchema>) => ({
  authorizations: authorizationsStore(database),
  codes: codesStore(database),
  tokenFamilies: tokenFamiliesStore(database),
});

export type TokensStore = ReturnType<typeof tokensStore>;
