import type { TokenStore } from '../core/session.js';
import type { Tokens } from '../core/tokens.js';
import { openChannel } from './channel.js';

/** Tokens, and where they come from. */
interface Held extends Tokens {
  /** The sign-in they belong to. Signing out ends only this one. */
  readonly family: string;
  /** How often they have been refreshed. Tells which are newer; a clock could not, because it may be set back. */
  readonly turn: number;
}

type Message =
  /** After a sign-in (`isNew`) or a refresh, or in answer to `ask`. */
  | { readonly kind: 'tokens'; readonly held: Held; readonly isNew: boolean }
  /** After a sign-out. */
  | { readonly kind: 'end'; readonly family: string }
  /** Asks for tokens. */
  | { readonly kind: 'ask' };

/** How long to wait for other tabs' answers, in milliseconds. Later answers are used too. */
const ANSWER_TIME = 100;

/** Tokens shared by all tabs of this browser: each keeps a copy and tells the others of changes. */
export interface SharedTokens extends TokenStore {
  /** A new sign-in. */
  signIn(tokens: Tokens): void;
  /** Takes over other tabs' tokens if they are newer. */
  askOthers(): Promise<void>;
}

interface SharedTokensOptions {
  /** Identifies app and server: the name of the channel and of the stored item. */
  readonly key: string;
  /** Whether to keep a copy in sessionStorage. Falls back to memory if the browser blocks it or it is full. */
  readonly persist: boolean;
  /** Somebody signed in or out in another tab, or was signed out here. */
  readonly onChange: () => void;
}

export const createSharedTokens = ({ key, persist: isKept, onChange }: SharedTokensOptions): SharedTokens => {
  let memory: Held | null = null;
  /** Sign-ins that have ended; late messages about them are ignored. */
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
      // First, so that no old tokens remain if there is no room for the new ones.
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
      // Accepts newer tokens of the current sign-in; another sign-in only when it starts.
      if (!isNew && mine !== null && (held.family !== mine.family || held.turn <= mine.turn)) return;
      write(held);
      // Late answers count too.
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
 * Runs `work` in one tab at a time. A tab that does not get the lock within `patience` milliseconds, because a sleeping
 * tab holds it, goes on without: the server answers two refreshes of one token within a minute with the same successor.
 * So does a browser without locks, as on plain HTTP, or one that blocks them along with storage.
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
