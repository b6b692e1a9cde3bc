import type { Transaction } from '../core/client.js';

/** A sign-in for which this tab left the page. */
export interface Pending {
  /** The session it belongs to. */
  readonly session: string;
  readonly issuer: string;
  readonly transaction: Transaction;
  /** Where the user was: a path of this site. */
  readonly returnTo: string;
  /** The callback's query, once the user is back. */
  readonly answer?: string;
}

/** One per tab, and deleted with the tab. */
const SLOT = 'octroi:sign-in';

export const keepPending = (pending: Pending): void => sessionStorage.setItem(SLOT, JSON.stringify(pending));

const read = (): Pending | null => {
  try {
    return JSON.parse(sessionStorage.getItem(SLOT) ?? 'null');
  } catch {
    return null;
  }
};

/** Returns the pending sign-in if it fits, and only once. */
export const takePending = (fits: (pending: Pending) => boolean): Pending | null => {
  const pending = read();
  if (pending === null || !fits(pending)) return null;
  sessionStorage.removeItem(SLOT);
  return pending;
};
