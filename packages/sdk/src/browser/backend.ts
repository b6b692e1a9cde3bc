import { readUser } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { call, send, type Transport } from '../core/request.js';
import { openChannel } from './channel.js';
import { localPath } from './return-to.js';
import type { Reports, Way } from './way.js';
import { leaveFor, openSignInWindow, SIGN_IN_WINDOW } from './windows.js';

/**
 * For an app whose back end has the routes of `@octroi/sdk/server`. The page never has a token. Reads and removes what
 * the back end put into the page's URL: `login=success` or `error=...`.
 */
export interface BackendOptions {
  readonly mode?: 'backend';
  /** The prefix of all routes, such as `/shop`, if the back end has one. */
  readonly basePath?: string;
  /** How long the back end may take to answer, in milliseconds; default 10000. */
  readonly timeout?: number;
}

/** Another site cannot send this header without a CORS preflight. */
const CSRF = { 'x-octroi-csrf': '1' };

/** What tabs tell each other: a sign-in, a sign-out, or a failed sign-in. */
interface Change {
  readonly error: string | null;
  readonly isOut?: boolean;
}

/** The result with which the back end sent the user back, or null. Removes it from the URL. */
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
  // Absolute URLs, because the page may have another base. Only paths of this site are accepted.
  const base = location.origin + localPath(`${basePath}/`).slice(0, -1);
  const transport: Transport = { fetch: (input, init) => fetch(input, init), timeout };
  /** The caller waiting for the sign-in window. */
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
