import { createMiddleware } from 'hono/factory';
import type { PageEnv } from '../http/env.js';
import { safeReturnTo } from './return-to.js';

/**
 * Sends strangers to sign in and then to the page they asked for; after a POST, to `home`, because their form is not
 * sent again. Runs between identifying the visitor and checking the form, whose token is void after the session ends.
 */
export const signedInOnly = (home: string) =>
  createMiddleware<PageEnv>(async (c, next) => {
    const { session, account } = c.get('visitor');
    if (session !== null && account !== null) {
      c.set('who', { session, account });
      return next();
    }
    const { pathname, search } = new URL(c.req.url);
    const returnTo = c.req.method === 'POST' ? home : safeReturnTo(pathname + search, home);
    return c.redirect(`/sign-in?return_to=${encodeURIComponent(returnTo)}`, 303);
  });
