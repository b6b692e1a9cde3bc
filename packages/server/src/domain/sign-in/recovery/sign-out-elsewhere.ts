import { holdWritersOf, type Session, type StartedSession } from '../../sessions/index.js';
import type { Needs } from '../needs.js';
import { changeWaysIn } from '../ways-in.js';

/**
 * Ends every session of the user but this one, and what another may have begun and not finished: sign-ins, and a change of
 * the address, which its new mailbox could still complete. Resolves to the new secret of this one. What apps were allowed stays: the user sees it and ends it there.
 */
export const createSignOutElsewhere =
  ({ accounts, database, mailLinks, sessions }: Needs) =>
  (session: Session): Promise<StartedSession> =>
    database.write(async (transaction) => {
      await holdWritersOf(transaction, session.userId);
      await changeWaysIn(accounts, transaction, session.userId);
      const { renewed } = await sessions.endOthers(transaction, session);
      await mailLinks.endAll(transaction, session.userId, 'change_email');
      return renewed;
    });

export type SignOutElsewhere = ReturnType<typeof createSignOutElsewhere>;
