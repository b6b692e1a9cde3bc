import { HOUR, SECOND } from '../../../kernel/clock.js';
import { LimitedError } from '../../../kernel/limited.js';
import { holdWritersOf, type Session, type StartedSession } from '../../sessions/index.js';
import type { Needs } from '../needs.js';
import { changeWaysIn } from '../ways-in.js';

/** Each ends sign-ins under way, so whoever has stolen a session could keep the owner from signing in. */
const AN_HOUR = 10;

/**
 * Ends every session of the user but this one, and what another may have begun and not finished: sign-ins, and a change of
 * the address, which its new mailbox could still complete. Resolves to the new secret of this one. What apps were allowed stays: the user sees it and ends it there.
 */
export const createSignOutElsewhere = ({ accounts, database, limits, mailLinks, sessions }: Needs) => {
  // Not of a user, because a thief's could use up the owner's.
  const perSession = limits.create({
    name: 'signed out elsewhere',
    points: AN_HOUR,
    durationSeconds: HOUR / SECOND,
  });

  /** @throws {LimitedError} */
  return async (session: Session): Promise<StartedSession> => {
    const limited = await perSession.consume(String(session.id));
    if (limited !== null) throw new LimitedError('this session has signed out others too often', limited);
    return database.write(async (transaction) => {
      await holdWritersOf(transaction, session.userId);
      await changeWaysIn(accounts, transaction, session.userId);
      const { renewed } = await sessions.endOthers(transaction, session);
      await mailLinks.endAll(transaction, session.userId, 'change_email');
      return renewed;
    });
  };
};

export type SignOutElsewhere = ReturnType<typeof createSignOutElsewhere>;
