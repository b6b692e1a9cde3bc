import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Session } from '../../domain/sessions/index.js';

/** How long a sign-in proves that it is still the user who sits there (ADR 0027). */
const RECENT = 10 * MINUTE;

export const isRecent = (session: Session, clock: Clock): boolean => session.created_at + RECENT > clock.now();

/** Where a user whose sign-in is older signs in once more, and comes back from. */
export const signInAgainUrl = (returnTo: string): string =>
  `/sign-in?again=1&return_to=${encodeURIComponent(returnTo)}`;
