import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { MINUTE, type Clock } from '../../kernel/clock.js';
import type { Session } from '../../domain/sessions/index.js';
import type { PageEnv } from '../http/env.js';
import { LinkLine } from '../kit/page.js';

/** How long a sign-in counts as proof of who is there (ADR 0027). */
const RECENT = 10 * MINUTE;

export const isRecent = (session: Session, clock: Clock): boolean => session.createdAt + RECENT > clock.now();

/** Where a user signs in again, to return to `returnTo`. */
const signInAgainUrl = (returnTo: string): string => `/sign-in?again=1&return_to=${encodeURIComponent(returnTo)}`;

/** Replaces what needs a recent sign-in: a link to sign in again. */
export const Confirm = ({ text, returnTo }: { text: string; returnTo: string }) => (
  <LinkLine href={signInAgainUrl(returnTo)} text={text} look="button" />
);

/** Has users sign in again whose sign-in is too old for what they are doing. */
export const signInAgain = (c: Context<PageEnv>, returnTo: string): Response =>
  c.redirect(signInAgainUrl(returnTo), 303);

/**
 * Lets only users with a recent sign-in change how they sign in (ADR 0027), or create credentials that outlive their
 * session (ADR 0043). The others are sent to sign in again, and return to `returnTo`.
 */
export const recentOnly = (clock: Clock, returnTo: string | ((c: Context<PageEnv>) => string)) =>
  createMiddleware<PageEnv>(async (c, next) =>
    isRecent(c.get('who').session, clock)
      ? next()
      : signInAgain(c, typeof returnTo === 'string' ? returnTo : returnTo(c)),
  );
