import type { User } from '../core/client.js';

/** How a page reaches the account: through the app's back end, or by itself. */
export interface Way {
  /** Null when nobody is signed in. */
  user(): Promise<User | null>;
  /** Resolves once signed in; never when the page is left for it. `returnTo` is a path of this site. */
  signIn(options: { popup: boolean; returnTo: string }): Promise<void>;
  topUp(): Promise<void>;
  signOut(): Promise<void>;
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
}

/** What a way reports by itself. */
export interface Reports {
  /** Somebody signed in or out, here or in another tab. */
  changed(): void;
  /** A sign-in has failed. */
  failed(error: unknown): void;
}
