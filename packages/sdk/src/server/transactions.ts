import type { Transaction } from '../core/client.js';
import { parseObject, type Json } from '../core/json.js';
import { readCookies, type CookieJar } from './cookies.js';
import type { Seal } from './seal.js';

/** A pending sign-in, and where the user continues after it. */
export interface PendingSignIn extends Transaction {
  /** A path of the app; null for its home page. */
  readonly returnTo: string | null;
}

/** The cookies of pending sign-ins, one each, so that two tabs do not overwrite each other's. */
export interface Transactions {
  /** The Set-Cookie lines that store a new one and delete old unfinished ones. */
  begin(request: Request, signIn: PendingSignIn): Promise<string[]>;
  /**
   * The pending sign-in for a callback's state, which the client has yet to compare; null if none was started in this
   * browser, or too long ago.
   */
  find(request: Request, state: string): Promise<PendingSignIn | null>;
  /** The Set-Cookie line that deletes it, because a response may be used only once. */
  end(state: string): string;
}

const LIFETIME_SECONDS = 10 * 60;
/** Browsers send all of them with every request to the app. */
const MAX_PENDING = 4;

interface Stored extends PendingSignIn {
  readonly begunAt: number;
}

const toStored = ({ state, verifier, nonce, returnTo, begunAt }: Json): Stored | null =>
  typeof state === 'string' &&
  typeof verifier === 'string' &&
  typeof nonce === 'string' &&
  (returnTo === null || typeof returnTo === 'string') &&
  typeof begunAt === 'number'
    ? { state, verifier, nonce, returnTo, begunAt }
    : null;

export const createTransactions = (jar: CookieJar, seal: Seal, now: () => number): Transactions => {
  /** Enough of the state to be unique; the cookie contains all of it for the client to compare. */
  const nameOf = (state: string): string => jar.transaction + state.replaceAll(/[^\w-]/g, '').slice(0, 16);

  const read = async (name: string, sealed: string): Promise<Stored | null> => {
    const stored = toStored(parseObject((await seal.open(sealed, name)) ?? '') ?? {});
    return stored !== null && now() < stored.begunAt + LIFETIME_SECONDS * 1000 ? stored : null;
  };

  return {
    begin: async (request, signIn) => {
      const cookies = [...readCookies(request)].filter(([name]) => name.startsWith(jar.transaction));
      const pending = await Promise.all(
        cookies.map(async ([name, sealed]) => ({ name, begunAt: (await read(name, sealed))?.begunAt ?? 0 })),
      );
      const superfluous = pending
        .toSorted((one, other) => other.begunAt - one.begunAt)
        .filter(({ begunAt }, index) => begunAt === 0 || index >= MAX_PENDING - 1);
      const name = nameOf(signIn.state);
      const sealed = await seal.seal(JSON.stringify({ ...signIn, begunAt: now() }), name);
      return [...superfluous.map((each) => jar.clear(each.name)), jar.set(name, sealed, LIFETIME_SECONDS)];
    },

    find: async (request, state) => {
      const name = nameOf(state);
      return read(name, readCookies(request).get(name) ?? '');
    },

    end: (state) => jar.clear(nameOf(state)),
  };
};
