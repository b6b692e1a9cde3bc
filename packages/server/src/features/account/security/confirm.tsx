import { createMiddleware } from 'hono/factory';
import type { Clock } from '../../../kernel/clock.js';
import type { PageEnv } from '../../../web/http/env.js';
import { LinkLine } from '../../../web/kit/page.js';
import { isRecent, signInAgainUrl } from '../../../web/visitor/recent-sign-in.js';

const SIGN_IN_AGAIN = signInAgainUrl('/account/security');

/** Replaces settings that need a recent sign-in: a link to sign in again. */
export const Confirm = ({ text }: { text: string }) => <LinkLine href={SIGN_IN_AGAIN} text={text} look="button" />;

/** Sends users whose sign-in is too old to change how they sign in to sign in again (ADR 0027). */
export const recentOnly = (clock: Clock) =>
  createMiddleware<PageEnv>(async (c, next) =>
    isRecent(c.get('who').session, clock) ? next() : c.redirect(SIGN_IN_AGAIN, 303),
  );
