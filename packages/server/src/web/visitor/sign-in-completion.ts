import type { Context } from 'hono';
import type { Verified } from '../../domain/accounts/index.js';
import type { AuthorizationRequest, AuthorizationRequests } from '../../domain/authorization/index.js';
import type { Session } from '../../domain/sessions/index.js';
import type { PendingSignIns, SecondStep } from '../../domain/sign-in/index.js';
import type { Cookies } from './cookies.js';
import type { PageEnv } from '../http/env.js';
import { safeReturnTo } from './return-to.js';
import type { Visitors } from './visitor.js';

/** Where a visitor continues after signing in. */
export interface Onward {
  /** The stored authorization request that waits, with its handle for links. */
  asked: { handle: string; request: AuthorizationRequest } | null;
  /** Where to go if none waits. */
  returnTo: string;
}

/** The query of a link to another sign-in page. */
export const onwardQuery = ({ asked, returnTo }: Onward): string =>
  asked === null ? `return_to=${encodeURIComponent(returnTo)}` : `request=${asked.handle}`;

/** Who signs in, and how they proved it (protocol/acr.ts). */
export interface Proven extends Verified {
  amr: string;
}

interface Dependencies {
  visitors: Visitors;
  cookies: Cookies;
  requests: AuthorizationRequests;
  secondStep: SecondStep;
  pendingSignIns: PendingSignIns;
  /** How long a second step may take, in seconds. */
  pendingLifetime: number;
}

/** What all ways to sign in share: what the sign-in is for, and what follows it. */
export const createSignInCompletion = (dependencies: Dependencies) => {
  const { visitors, cookies, requests, secondStep, pendingSignIns } = dependencies;

  /** Leads on whoever has just signed in. */
  const leadOn = async (c: Context<PageEnv>, session: Session, { asked, returnTo }: Onward): Promise<Response> => {
    if (asked === null) return c.redirect(returnTo, 303);
    await requests.signedIn(asked.request, session, c.get('visitor').browserId);
    return c.redirect(`/authorize?request=${asked.handle}`, 303);
  };

  /** Signs in a user who has completed every step, and leads on. */
  const finish = async (c: Context<PageEnv>, proven: Proven, onward: Onward): Promise<Response> =>
    leadOn(c, await visitors.signIn(c, c.get('visitor'), proven), onward);

  return {
    /** Null if the authorization request has ended or belongs to another browser. */
    onwardOf: async (
      c: Context<PageEnv>,
      handle: string | undefined,
      returnTo: string | undefined,
    ): Promise<Onward | null> => {
      const onward = { asked: null, returnTo: safeReturnTo(returnTo, '/account') };
      if (handle === undefined) return onward;
      const request = await requests.find(handle, c.get('visitor'));
      return request && { ...onward, asked: { handle, request } };
    },

    /** For every way but a passkey: users with a second step take it first and are not signed in until then. */
    complete: async (c: Context<PageEnv>, proven: Proven, onward: Onward): Promise<Response> => {
      if (!(await secondStep.isOn(proven.userId))) return finish(c, proven, onward);
      const secret = await pendingSignIns.begin(proven, {
        browserId: c.get('visitor').browserId,
        handle: onward.asked?.handle ?? null,
      });
      cookies.set(c, 'pending', secret.reveal(), dependencies.pendingLifetime);
      return c.redirect(`/sign-in/second-step?${onwardQuery(onward)}`, 303);
    },

    /** For a passkey, which needs no second step. */
    finish,

    /** For a session that was started with the second step. */
    leadOn,
  };
};

export type SignInCompletion = ReturnType<typeof createSignInCompletion>;
