import type { Database } from '../../database/database.js';
import { DAY } from '../../kernel/clock.js';
import { invitationsStore } from './store/invitations.js';
import type { AccountsTables } from './tables.js';

const INVITATION_MEMORY = 30 * DAY;

export const accountsRetention = (database: Database<AccountsTables>) => {
  const invitations = invitationsStore(database);
  return (now: number) => invitations.deleteExpired(now - INVITATION_MEMORY);
};
