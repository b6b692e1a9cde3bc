import { readUser } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { call, send, type Transport } from '../core/request.js';
import { openChannel } from './channel.js';
import { localPath } from './return-to.js';
import type { Reports, Way } from './way.js';
import { leaveFor, openSignInWindow, SIGN_IN_WINDOW } from './windows.js';

/**
 * For an app whose back end has the routes of `@octroi/sdk/server`. No token is ever in the page. What the back end says in the
 * page's address, `login=success` or `error=...`, is read and taken out of it.
 */
export interface BackendOptions {
  readonly mode?: 'backend';
  /** What all routes begin with, such as `/shop`, if the back end was given one. */
  readonly basePath?: string;
  /** How long the back end may take to answer, in milliseconds: 10000 unless given. */
  readonly timeout?: number;
}

/** Another site cannot send this without asking first. */
const CSRF = { 'x-octroi-csrf': '1' };

/** What the tabs tell each other: somebody signed in, or out, or failed to sign in. */
interface Change {
  readonly error: string | null;
  readonly isOut?: boolean;
}

/** With what the back end sent the user back to this page: null when it did not. The address is clean afterwards. */
const takeOutcome = (): Change | null => {
  const url = new URL(location.href);
  const error = url.searchParams.get('error');
  if (error === null && url.searchParams.get('login') !== 'success') return null;
  url.searchParams.delete('login');
  url.searchParams.delete('error');
  history.replaceState(history.state, '', url);
  return { error };
};

const failure = (code: string): OctroiError => new OctroiError(code, 'Signing in failed.');

export const viaBackend = ({ basePath = '', timeout = 10_000 }: BackendOptions, reports: Reports): Way => {
  // Whole addresses: the page may have a base elsewhere, and what is no path of this site is not to become one.
  const base = location.origin + localPath(`${basePath}/`).slice(0, -1);
  const transport: Transport = { fetch: (input, init) => fetch(input, init), timeout };
  /** Whoever waits for the sign-in window. */
  let inWindow: { resolve: () => void; reject: (error: unknown) => void } | null = null;

  const channel = openChannel<Change>(`octroi:backend:${basePath}`, ({ error, isOut }) => {
    if (inWindow === null || isOut === true) {
      if (error === null) reports.changed();
      return;
    }
    if (error === null) inWindow.resolve();
    else inWindow.reject(failure(error));
    inWindow = null;
  });

  const outcome = takeOutcome();
  if (outcome !== null) {
    channel.post(outcome);
    if (outcome.error !== null) reports.failed(failure(outcome.error));
    if (window.name === SIGN_IN_WINDOW) window.close();
  }

  return {
    user: async () => {
      try {
        return readUser(await call(transport, `${base}/api/user/info`, { cache: 'no-store' }));
      } catch (error) {
        if (error instanceof OctroiError && error.status === 401) return null;
        throw error;
      }
    },

    signIn: async ({ popup, returnTo }) => {
      const url = `${base}/auth/oauth/start?${new URLSearchParams({ return_to: returnTo })}`;
      if (!popup || openSignInWindow(url) === null) return leaveFor(url);
      return new Promise((resolve, reject) => {
        inWindow = { resolve, reject };
      });
    },

    topUp: async () => {
      window.open(`${base}/auth/oauth/topup`, '_blank', 'noopener');
    },

    signOut: async () => {
      await call(transport, `${base}/auth/oauth/logout`, { method: 'POST', headers: CSRF });
      channel.post({ error: null, isOut: true });
      reports.changed();
    },

    fetch: async (url, init = {}) => {
      const target = new URL(url, location.href);
      if (target.origin !== location.origin) {
        throw new OctroiError('origin_not_allowed', `${target.origin} is not this page’s origin.`);
      }
      const headers = new Headers(init.headers);
      for (const [name, value] of Object.entries(CSRF)) headers.set(name, value);
      return send(transport, target, { ...init, headers });
    },
  };
};
