import { createMiddleware } from 'hono/factory';
import type { PageEnv } from '../http/env.js';

/**
 * Strangers sign in first, and then see the page they asked for; a form of theirs is not sent again for them, and they come
 * to `home`. Stands between knowing the visitor and checking the form, whose token a session that has ended took with it.
 */
export const signedInOnly = (home: string) =>
  createMiddleware<PageEnv>(async (c, next) => {
    const { session, account } = c.get('visitor');
    if (session !== null && account !== null) {
      c.set('who', { session, account });
      return next();
    }
    const { pathname, search } = new URL(c.req.url);
    const returnTo = c.req.method === 'POST' ? home : pathname + search;
    return c.redirect(`/sign-in?return_to=${encodeURIComponent(returnTo)}`, 303);
  });
