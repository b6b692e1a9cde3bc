import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Session } from '../../domain/sessions/index.js';

/** How long a sign-in counts as proof of who is there (ADR 0027). */
const RECENT = 10 * MINUTE;

export const isRecent = (session: Session, clock: Clock): boolean => session.createdAt + RECENT > clock.now();

/** Where a user signs in again, to return to `returnTo`. */
export const signInAgainUrl = (returnTo: string): string =>
  `/sign-in?again=1&return_to=${encodeURIComponent(returnTo)}`;
