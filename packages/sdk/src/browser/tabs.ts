import type { TokenStore } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';
import { openChannel } from './channel.js';

/** What the tabs of one app tell each other. */
type Message =
  /** Somebody signed in (`isNew`), refreshed, or signed out (null). */
  | { readonly kind: 'tokens'; readonly tokens: Tokens | null; readonly isNew: boolean }
  /** Who has tokens? */
  | { readonly kind: 'ask' };

/** How long to wait for other tabs to say what they have, in milliseconds. What they say later counts as well. */
const ANSWER_TIME = 100;

/** Tokens that all tabs of this browser have in common: each keeps its own copy and tells the others of changes. */
export interface SharedTokens extends TokenStore {
  /** A new sign-in. */
  signIn(tokens: Tokens): void;
  /** Takes over what other tabs have, if that is newer. */
  askOthers(): Promise<void>;
}

interface SharedTokensOptions {
  /** Of this app and server: the name of the channel and of the stored item. */
  readonly key: string;
  /** Where the tab keeps its copy; null for memory alone. */
  readonly storage: Storage | null;
  /** Somebody signed in or out in another tab, or was signed out here. */
  readonly onChange: () => void;
}

export const createSharedTokens = ({ key, storage, onChange }: SharedTokensOptions): SharedTokens => {
  let memory: Tokens | null = null;
  /** Somebody has signed out since: what arrives late is not wanted. */
  let isOut = false;
  let heard: (() => void) | null = null;

  const read = (): Tokens | null => {
    if (storage === null) return memory;
    try {
      return JSON.parse(storage.getItem(key) ?? 'null');
    } catch {
      return null;
    }
  };
  const write = (tokens: Tokens | null): void => {
    memory = tokens;
    isOut = tokens === null;
    if (tokens === null) storage?.removeItem(key);
    else storage?.setItem(key, JSON.stringify(tokens));
  };
  const channel = openChannel<Message>(key, (message) => {
    const mine = read();
    if (message.kind === 'ask') {
      if (mine !== null) channel.post({ kind: 'tokens', tokens: mine, isNew: false });
      return;
    }
    const { tokens, isNew } = message;
    if (tokens !== null && !isNew) {
      // An answer may be older than what is here; and who has just signed out is not signed in again by a late refresh.
      if (mine === null ? isOut : tokens.expiresAt <= mine.expiresAt) return;
    }
    write(tokens);
    // A late answer is still an answer.
    if (isNew || tokens === null || (mine === null && heard === null)) onChange();
    heard?.();
  });

  const change = (tokens: Tokens | null, isNew: boolean): void => {
    write(tokens);
    channel.post({ kind: 'tokens', tokens, isNew });
    if (tokens === null) onChange();
  };

  return {
    read: async () => read(),
    replace: async (expected, next) => {
      if (read()?.accessToken !== expected.accessToken) return false;
      change(next, false);
      return true;
    },
    signIn: (tokens) => change(tokens, true),
    askOthers: async () => {
      await new Promise<void>((resolve) => {
        heard = resolve;
        channel.post({ kind: 'ask' });
        setTimeout(resolve, ANSWER_TIME);
      });
      heard = null;
    },
  };
};

/**
 * Runs `work` in one tab at a time. A tab that cannot have the lock within `patience` milliseconds, because another one sleeps
 * with it, goes on without: the server answers two refreshes of one token within a minute with the same successor.
 */
export const exclusivelyAmongTabs = async <T>(key: string, patience: number, work: () => Promise<T>): Promise<T> => {
  // Browsers have no locks on plain HTTP, other than localhost.
  if (!('locks' in navigator)) return work();
  const limit = AbortSignal.timeout(patience);
  let hasBegun = false;
  try {
    return await navigator.locks.request(key, { signal: limit }, () => {
      hasBegun = true;
      return work();
    });
  } catch (error) {
    if (hasBegun || !limit.aborted) throw error;
    return work();
  }
};
