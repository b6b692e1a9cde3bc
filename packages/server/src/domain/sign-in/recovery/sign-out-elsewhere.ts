import { holdWritersOf, type Session } from '../../sessions/index.js';
import type { Needs } from '../needs.js';
import { changeWaysIn } from '../ways-in.js';

/**
 * Ends every session of the user but this one, and what another may have begun and not finished: sign-ins, and a change of
 * the address, which its new mailbox could still complete. What apps were allowed stays: the user sees it and ends it there.
 */
export const createSignOutElsewhere =
  ({ accounts, database, mailLinks, sessions }: Needs) =>
  (session: Session): Promise<void> =>
    database.write(async (transaction) => {
      await holdWritersOf(transaction, session.userId);
      await changeWaysIn(accounts, transaction, session.userId);
      await sessions.endAll(transaction, session.userId, session);
      await mailLinks.endAll(transaction, session.userId, 'change_email');
    });

export type SignOutElsewhere = ReturnType<typeof createSignOutElsewhere>;
