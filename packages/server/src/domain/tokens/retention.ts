import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY, HOUR } from '../../kernel/clock.js';
import { authorizationsStore } from './store/authorizations.js';
import { codesStore } from './store/codes.js';
import { tokenFamiliesStore } from './store/families.js';
import { deleteSurplus } from './store/surplus.js';
import type { TokensSchema } from './tables.js';

/** How long a used code is remembered, so that a replay still finds the tokens to revoke. */
const CODE_MEMORY = HOUR;
/** How long an ended token family is kept for investigations. */
const FAMILY_MEMORY = 30 * DAY;
const ENDED_AUTHORIZATION_MEMORY = 90 * DAY;

export const tokensRetention = (database: Database<TokensSchema>): Deletion[] => {
  const codes = codesStore(database);
  const families = tokenFamiliesStore(database);
  const authorizations = authorizationsStore(database);
  return [
    { what: 'used codes', deleteOld: (now) => codes.deleteExpired(now - CODE_MEMORY) },
    { what: 'token families beyond the limit', deleteOld: () => deleteSurplus(database) },
    // Before their authorizations, which they reference.
    { what: 'ended token families', deleteOld: (now) => families.deleteEnded(now - FAMILY_MEMORY) },
    {
      what: 'ended authorizations',
      deleteOld: (now) => authorizations.deleteEnded(now - ENDED_AUTHORIZATION_MEMORY),
    },
  ];
};
