import type { Context } from 'hono';
import type { AuthorizationRequest, AuthorizationRequests } from '../services/authorization-requests.js';
import type { Notifications } from '../services/notifications.js';
import type { Sessions } from '../services/sessions.js';
import type { PageEnv } from './env.js';
import { safeReturnTo } from './return-to.js';
import type { Visitors } from './visitor.js';

/** What a visitor signs in for. */
export interface Onward {
  /** The stored authorization request that waits for it, with the handle that stands for it in links. */
  asked: { handle: string; request: AuthorizationRequest } | null;
  /** Where to go when none does. */
  returnTo: string;
}

/** That as the query of a link to another page of signing in. */
export const onwardQuery = ({ asked, returnTo }: Onward): string =>
  asked === null ? `return_to=${encodeURIComponent(returnTo)}` : `request=${asked.handle}`;

interface Dependencies {
  visitors: Visitors;
  requests: AuthorizationRequests;
  sessions: Sessions;
  notifications: Notifications;
}

/** What is the same for every way to sign in: what it is for, and what comes of it. */
export const createSignInCompletion = ({ visitors, requests, sessions, notifications }: Dependencies) => ({
  /** Null when the authorization request is over, or was begun in another browser. */
  onwardOf: async (
    c: Context<PageEnv>,
    handle: string | undefined,
    returnTo: string | undefined,
  ): Promise<Onward | null> => {
    const onward = { asked: null, returnTo: safeReturnTo(returnTo, '/account') };
    if (handle === undefined) return onward;
    const request = await requests.find(handle, c.get('visitor').browserId);
    return request && { ...onward, asked: { handle, request } };
  },

  /** Signs in a user who has proved who they are, and goes on. */
  complete: async (c: Context<PageEnv>, userId: string, { asked, returnTo }: Onward): Promise<Response> => {
    const visitor = c.get('visitor');
    const isKnown = await sessions.isKnownBrowser(userId, visitor.browserId);
    await visitors.signIn(c, visitor, userId);
    if (!isKnown) await notifications.tellNewBrowser(userId, c.req.header('user-agent') ?? '', visitor.locale);
    if (asked === null) return c.redirect(returnTo, 303);
    await requests.signedIn(asked.request, userId);
    return c.redirect(`/authorize?request=${asked.handle}`, 303);
  },
});

export type SignInCompletion = ReturnType<typeof createSignInCompletion>;
