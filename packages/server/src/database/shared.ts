import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/log.js';
import type { Database } from './database.js';
import type { Limits } from './limits.js';

/** What nearly every subject works with: made once, in wiring. `S` are the tables that the subject needs. */
export interface Shared<S> {
  readonly clock: Clock;
  readonly log: Log;
  /** The configured issuer, from which all links are built. */
  readonly issuer: string;
  /** What is stored sealed, or signed for ourselves, is so with keys derived from this one. */
  readonly secretKey: Uint8Array;
  readonly database: Database<S>;
  readonly limits: Limits;
}
