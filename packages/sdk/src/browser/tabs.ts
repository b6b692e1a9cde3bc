import type { TokenStore } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';
import { openChannel } from './channel.js';

/** Tokens, and how they came to be. */
interface Held extends Tokens {
  /** The sign-in they come from: who signs out, or was signed out, ends that and no other. */
  readonly family: string;
  /** How often they have been refreshed. Which are newer cannot be told by a clock: it may be put back. */
  readonly turn: number;
}

/** What the tabs of one app tell each other. */
type Message =
  /** Somebody signed in (`isNew`), refreshed, or answers. */
  | { readonly kind: 'tokens'; readonly held: Held; readonly isNew: boolean }
  /** Somebody signed out. */
  | { readonly kind: 'end'; readonly family: string }
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
  /** Whether the tab keeps its copy in sessionStorage: in memory alone where the browser blocks that, or it is full. */
  readonly persist: boolean;
  /** Somebody signed in or out in another tab, or was signed out here. */
  readonly onChange: () => void;
}

export const createSharedTokens = ({ key, persist: isKept, onChange }: SharedTokensOptions): SharedTokens => {
  let memory: Held | null = null;
  /** Sign-ins that are over: what arrives of them late is not wanted. */
  const ended = new Set<string>();
  let heard: (() => void) | null = null;

  const read = (): Held | null => {
    try {
      if (isKept) return JSON.parse(sessionStorage.getItem(key) ?? 'null');
    } catch {
      isKept = false;
    }
    return memory;
  };
  const write = (held: Held | null): void => {
    memory = held;
    if (!isKept) return;
    try {
      // First of all, so that nothing old is left where the new has no room.
      sessionStorage.removeItem(key);
      if (held !== null) sessionStorage.setItem(key, JSON.stringify(held));
    } catch {
      isKept = false;
    }
  };
  const end = (family: string): void => {
    ended.add(family);
    if (read()?.family !== family) return;
    write(null);
    onChange();
  };
  const tell = (held: Held, isNew: boolean): void => channel.post({ kind: 'tokens', held, isNew });
  const channel = openChannel<Message>(key, (message) => {
    const mine = read();
    if (message.kind === 'end') end(message.family);
    else if (message.kind === 'tokens') {
      const { held, isNew } = message;
      if (ended.has(held.family)) return;
      // Of the sign-in that is here what is newer; another one only when it begins.
      if (!isNew && mine !== null && (held.family !== mine.family || held.turn <= mine.turn)) return;
      write(held);
      // A late answer is still an answer.
      if (isNew || (mine === null && heard === null)) onChange();
      heard?.();
    } else if (mine !== null) tell(mine, false);
  });

  const change = (held: Held, isNew: boolean): void => {
    write(held);
    tell(held, isNew);
  };

  return {
    read: async () => read(),
    replace: async (expected, next) => {
      const mine = read();
      if (mine?.accessToken !== expected.accessToken) return false;
      const { family, turn } = mine;
      if (next !== null) change({ ...next, family, turn: turn + 1 }, false);
      else {
        channel.post({ kind: 'end', family });
        end(family);
      }
      return true;
    },
    signIn: (tokens) => change({ ...tokens, family: crypto.randomUUID(), turn: 0 }, true),
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
 * with it, goes on without: the server answers two refreshes of one token within a minute with the same successor. So does one
 * whose browser has no locks, as on plain HTTP, or blocks them as it blocks storage.
 */
export const exclusivelyAmongTabs = async <T>(key: string, patience: number, work: () => Promise<T>): Promise<T> => {
  let hasBegun = false;
  try {
    return await navigator.locks.request(key, { signal: AbortSignal.timeout(patience) }, () => {
      hasBegun = true;
      return work();
    });
  } catch (error) {
    if (hasBegun) throw error;
    return work();
  }
};
