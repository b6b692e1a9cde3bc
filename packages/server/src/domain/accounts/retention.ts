import type { Database } from '../../database/database.js';
import type { Deletion } from '../../database/delete-in-batches.js';
import { DAY } from '../../kernel/clock.js';
import { invitationsStore } from './store/invitations.js';
import type { AccountsTables } from './tables.js';

const INVITATION_MEMORY = 30 * DAY;

export const accountsRetention = (database: Database<AccountsTables>): Deletion[] => [
  {
    what: 'expired invitations',
    deleteOld: (now) => invitationsStore(database).deleteExpired(now - INVITATION_MEMORY),
  },
];
