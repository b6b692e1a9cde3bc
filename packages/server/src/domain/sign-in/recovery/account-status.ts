import type { AccountStatus } from '../../../protocol/claims.js';
import { holdAppsOf, resumeAppsOf, suspendAppsOf } from '../../apps/index.js';
import { resumeResourcesOf, suspendResourcesOf } from '../../resources/index.js';
import { holdWritersOf } from '../../sessions/index.js';
import type { Needs } from '../needs.js';

/** Disables and enables accounts, for operators. */
export const createAccountStatuses = ({
  accounts,
  audit,
  authorizations,
  clock,
  database,
  developers,
  sessions,
}: Needs) => ({
  /**
   * A disabled account loses all access at once, and its apps and resources are suspended. What it allowed apps stays. False
   * if it is gone.
   */
  set: (userId: string, status: AccountStatus): Promise<boolean> =>
    database.write(async (transaction) => {
      await holdWritersOf(transaction, userId);
      if (!(await accounts.setStatus(transaction, userId, status))) return false;
      if (status === 'enabled') {
        await resumeAppsOf(transaction, userId);
        await resumeResourcesOf(transaction, userId);
      } else {
        await holdAppsOf(transaction, userId);
        const ended = await sessions.endAll(transaction, userId);
        const writersEnded = await developers.revokeAllTokens(transaction, ended);
        await suspendAppsOf(transaction, writersEnded, clock.now());
        await suspendResourcesOf(transaction, writersEnded);
        await authorizations.revokeTokens(transaction, userId, 'account_disabled');
      }
      await audit.record(transaction, { type: `account_${status}`, userId });
      return true;
    }),
});

export type AccountStatuses = ReturnType<typeof createAccountStatuses>;
