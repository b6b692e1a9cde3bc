/** What apps may learn about a sign-in. */
export interface SignInFacts {
  /** When it was (`auth_time`), in seconds since the epoch. */
  readonly authTime: number;
  /** The browser session as apps know it (`sid`); null in what was issued before sessions had one. */
  readonly sid: string | null;
  /** How the user proved who they are (protocol/acr.ts). */
  readonly amr: string;
}
