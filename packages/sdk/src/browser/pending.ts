import type { Transaction } from '../core/client.js';

/** A sign-in for which this tab has left the page. */
export interface Pending {
  /** Whose it is: one session of the page. */
  readonly session: string;
  readonly issuer: string;
  readonly transaction: Transaction;
  /** Where the user was: a path of this site. */
  readonly returnTo: string;
  /** With what the user came back: the callback's query. */
  readonly answer?: string;
}

/** One slot for each tab, as a tab can be away only once. It is gone with the tab. */
const SLOT = 'octroi:sign-in';

export const keepPending = (pending: Pending): void => sessionStorage.setItem(SLOT, JSON.stringify(pending));

const read = (): Pending | null => {
  try {
    return JSON.parse(sessionStorage.getItem(SLOT) ?? 'null');
  } catch {
    return null;
  }
};

/** The one that fits, and it can be had only once. */
export const takePending = (fits: (pending: Pending) => boolean): Pending | null => {
  const pending = read();
  if (pending === null || !fits(pending)) return null;
  sessionStorage.removeItem(SLOT);
  return pending;
};
