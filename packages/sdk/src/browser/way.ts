import type { User } from '../core/client.js';

/** How a page reaches the account: through the app's back end, or directly. */
export interface Way {
  /** Null when nobody is signed in. */
  user(): Promise<User | null>;
  /** Resolves once signed in; never if it leaves the page. `returnTo` is a path of this site. */
  signIn(options: { popup: boolean; returnTo: string }): Promise<void>;
  topUp(): Promise<void>;
  signOut(): Promise<void>;
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** Callbacks of a way. */
export interface Reports {
  /** Somebody signed in or out, here or in another tab. */
  changed(): void;
  failed(error: unknown): void;
}
