import { createClient } from '../core/client.js';
import { OctroiError } from '../core/errors.js';
import { createSession } from '../core/session.js';
import { keepPending, takePending } from './pending.js';
import { receiveAnswers } from './sign-in-answers.js';
import { createSharedTokens, exclusivelyAmongTabs } from './tabs.js';
import type { Reports, Way } from './way.js';
import { leaveFor, openSignInWindow, orClose } from './windows.js';

/** For an app without a back end: the page itself is a public client, with PKCE. */
export interface PublicOptions {
  readonly mode: 'public';
  /** The origin of the Octroi server, such as `https://id.example.com`. */
  readonly issuer: string;
  readonly clientId: string;
  /** The page that calls `completeSignIn`, on this page's origin, as registered. May be given as a path. */
  readonly redirectUri: string;
  /** Default `profile balance`. */
  readonly scope?: string;
  /**
   * Keeps the tokens in sessionStorage, so that the user stays signed in when the page reloads. By default they are in
   * memory, shared between the app's open tabs.
   */
  readonly persist?: boolean;
  /** Origins of your APIs to which `fetch` may send the access token. */
  readonly allowedOrigins?: readonly string[];
  /** More parameters for the authorization request, such as `resource` or `ui_locales`. */
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  /** How long the server may take to answer, in milliseconds; default 10000. */
  readonly timeout?: number;
}

/** How long to wait for another tab's refresh beyond the own timeout, in milliseconds. */
const GRACE = 2000;

const isSignedOut = (error: unknown): boolean =>
  error instanceof OctroiError && (error.code === 'invalid_grant' || error.code === 'not_signed_in');

/** A path is relative to this site; anything else must be exactly what was registered. */
const absolute = (uri: string): string => (uri.startsWith('/') ? location.origin + uri : uri);

/** @throws {TypeError} when an option is missing, or the redirect URI is on another origin than this page */
export const viaPublicClient = (options: PublicOptions, reports: Reports): Way => {
  const { issuer, clientId, scope = '', timeout = 10_000, allowedOrigins = [], authorizationParameters = {} } = options;
  if (!issuer || !clientId || !options.redirectUri) {
    throw new TypeError('Octroi: a public client needs issuer, clientId and redirectUri.');
  }
  const redirectUri = absolute(options.redirectUri);
  if (new URL(redirectUri).origin !== location.origin) {
    throw new TypeError(`Octroi: ${redirectUri} is not on this page’s origin.`);
  }
  // Named one by one, because a script may have passed more, such as the secret.
  const client = createClient({ issuer, clientId, redirectUri, scope, timeout });
  const key = `octroi:${client.issuer}:${clientId}`;
  const tokens = createSharedTokens({
    key,
    persist: options.persist === true,
    onChange: reports.changed,
  });
  const session = createSession(client, tokens, {
    allowedOrigins,
    exclusively: (work) =>
      exclusivelyAmongTabs(key, timeout + GRACE, async () => {
        // The tab that had the lock before may have refreshed.
        await tokens.askOthers();
        return work();
      }),
  });

  /** Sign-ins in popup windows, by state. */
  const waiting = new Map<string, (query: string) => void>();
  receiveAnswers((query, state) => {
    const take = waiting.get(state);
    waiting.delete(state);
    take?.(query);
    return take !== undefined;
  });

  /** Continues with the response brought back to this tab, or with other tabs' tokens. */
  const resume = async (): Promise<void> => {
    const pending = takePending(({ session: owner, answer }) => owner === key && answer !== undefined);
    if (pending !== null) {
      try {
        tokens.signIn(await client.callback(pending.answer ?? '', pending.transaction));
      } catch (error) {
        reports.failed(error);
      }
    } else if ((await tokens.read()) === null) await tokens.askOthers();
  };
  const resumed = resume();

  return {
    user: async () => {
      await resumed;
      try {
        return await session.user();
      } catch (error) {
        if (isSignedOut(error)) return null;
        throw error;
      }
    },

    signIn: async ({ popup, returnTo }) => {
      // Before any await: afterwards browsers block it.
      const opened = popup ? openSignInWindow('about:blank') : null;
      const { url, transaction } = await orClose(opened, client.authorize(authorizationParameters));
      if (opened === null) {
        keepPending({ session: key, issuer: client.issuer, transaction, returnTo });
        return leaveFor(url);
      }
      // `closed` is not checked, because with Cross-Origin-Opener-Policy it is true from the start.
      const answer = new Promise<string>((resolve) => waiting.set(transaction.state, resolve));
      opened.location.replace(url);
      tokens.signIn(await client.callback(`?${await answer}`, transaction));
    },

    topUp: async () => {
      const tab = window.open('about:blank', '_blank');
      if (tab !== null) tab.opener = null;
      const url = await orClose(tab, session.topupUrl());
      if (tab === null) location.assign(url);
      else tab.location.replace(url);
    },

    signOut: () => session.signOut(),
    fetch: (url, init) => session.fetch(new URL(url, location.href), init),
  };
};
